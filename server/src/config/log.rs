//! What is logged, and in which form.

use super::values;
use crate::observe::LogFormat;

/// Flags of the log.
#[derive(Debug, clap::Args)]
pub(super) struct LogFlags {
    /// Form of the log on standard error: json or text.
    ///
    /// Example: --log json
    #[arg(long, env = "CATALYST_LOG", default_value = "text", value_parser = values::log)]
    log: LogFormat,

    /// What is logged, as tracing directives: error, warn, info, debug, trace, or per module.
    ///
    /// Example: --log-filter warn,server=info
    #[arg(long, env = "CATALYST_LOG_FILTER", value_name = "FILTER", default_value = "info", value_parser = values::filter)]
    log_filter: String,
}

/// What is logged, and how.
#[derive(Clone, Debug)]
pub struct LogConfig {
    /// Form of the log.
    pub format: LogFormat,
    /// What is logged, in tracing's syntax.
    pub filter: String,
}

impl From<LogFlags> for LogConfig {
    fn from(flags: LogFlags) -> Self {
        Self {
            format: flags.log,
            filter: flags.log_filter,
        }
    }
}
