//! A voucher's link as a QR code.

use qrcode::render::svg;
use qrcode::types::QrError;
use qrcode::{EcLevel, QrCode};

/// Edge of the picture, in the units of its own coordinates; it scales to any size.
const EDGE: u32 = 256;

/// The picture of an address: black on white, with the white margin that cameras need.
pub(super) fn picture(address: &str) -> Result<String, QrError> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M)?;
    Ok(code.render::<svg::Color<'_>>().min_dimensions(EDGE, EDGE).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_for_each_address() {
        let one = picture("https://marketplace.t01.omani.works/redeem/?code=A").unwrap();
        let other = picture("https://marketplace.t01.omani.works/redeem/?code=B").unwrap();
        assert!(one.contains("<svg") && one.contains("viewBox"));
        assert!(
            !one.contains("style="),
            "the content security policy allows no inline style"
        );
        assert_ne!(one, other);
    }

    #[test]
    fn an_address_that_does_not_fit_is_refused() {
        assert!(picture(&"A".repeat(10_000)).is_err());
    }
}
