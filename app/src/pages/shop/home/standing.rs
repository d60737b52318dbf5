//! What somebody may do in a shop.

use contract::tenant::{Member, MemberRole};
use serde::{Deserialize, Serialize};

/// What the signed-in customer may do. The services check it again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Standing {
    /// Changes apps, plan and people.
    pub(super) manages: bool,
    /// Ends it.
    pub(super) owns: bool,
}

impl Standing {
    /// That of the member with this address.
    pub(super) fn of(members: &[Member], email: &str) -> Self {
        let own = members.iter().filter(|member| member.email.eq_ignore_ascii_case(email));
        let roles: Vec<_> = own.map(|member| &member.role).collect();
        let owns = roles.contains(&&MemberRole::Owner);
        Self {
            manages: owns || roles.contains(&&MemberRole::Admin),
            owns,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(email: &str, role: MemberRole) -> Member {
        Member {
            id: String::new(),
            tenant_id: Default::default(),
            user_id: Default::default(),
            email: email.to_owned(),
            role,
            joined_at: None,
        }
    }

    #[test]
    fn roles_decide_what_one_may_do() {
        let members = [
            member("owner@example.test", MemberRole::Owner),
            member("admin@example.test", MemberRole::Admin),
            member("viewer@example.test", MemberRole::Viewer),
        ];
        let of = |email: &str| {
            let standing = Standing::of(&members, email);
            (standing.manages, standing.owns)
        };
        assert_eq!(of("Owner@example.test"), (true, true));
        assert_eq!(of("admin@example.test"), (true, false));
        assert_eq!(of("viewer@example.test"), (false, false));
        assert_eq!(of("stranger@example.test"), (false, false));
    }
}
