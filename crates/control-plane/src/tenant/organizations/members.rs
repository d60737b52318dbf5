//! Who belongs to an Organization, and what that lets them do (§D.2).
//!
//! Somebody invited by address alone belongs as soon as they sign in with it; the contract never lets them in.

use super::require_reader;
use crate::tenant::records::{time, word};
use crate::tenant::{Account, Failure, Tenant, refuse};
use contract::auth::User;
use contract::tenant::{Member, MemberRole, NewMember};
use contract::{OrganizationId, UserId};
use rusqlite::{OptionalExtension, Row, Transaction, params};
use uuid::Uuid;

/// The rows of a member. Whoever has never signed in has no User yet: their row is named instead.
const NAMED: &str = "tenant_id = ?1 AND ?2 = CASE user_id WHEN '' THEN id ELSE user_id END";

impl Tenant {
    /// Everybody who belongs to an Organization, in the order they came.
    pub(crate) fn members(&self, account: &Account, organization: &OrganizationId) -> Result<Vec<Member>, Failure> {
        self.records.read(|transaction| {
            require_reader(transaction, account, organization, self.clock.now())?;
            let mut statement =
                transaction.prepare("SELECT * FROM tenant_members WHERE tenant_id = ?1 ORDER BY rowid")?;
            let rows = statement.query_map([organization.as_str()], read)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Adds somebody at once. Adding them again changes nothing but their role.
    pub(crate) fn invite(
        &self,
        account: &Account,
        organization: &OrganizationId,
        request: &NewMember,
    ) -> Result<Member, Failure> {
        let email = request.email.trim().to_lowercase();
        let role = request.role.clone().unwrap_or(MemberRole::Member);
        let now = self.clock.now();
        self.records.change(|transaction| {
            require_manager(transaction, account, organization)?;
            if email.is_empty() {
                return Err(refuse(400, "email is required"));
            }
            match role {
                MemberRole::Admin | MemberRole::Member | MemberRole::Viewer => {}
                MemberRole::Owner => return Err(refuse(400, "cannot assign owner role via invitation")),
                MemberRole::Unknown(_) => return Err(refuse(400, "role must be admin, member, or viewer")),
            }
            if is_owner(transaction, organization, &email)? {
                return Err(refuse(400, "the owner is a member already"));
            }
            let user: Option<String> = transaction
                .query_row("SELECT id FROM users WHERE email = ?1", [&email], |row| row.get(0))
                .optional()?;
            let member = Member {
                id: Uuid::new_v4().to_string(),
                tenant_id: organization.clone(),
                user_id: UserId::from_wire(user.unwrap_or_default()),
                email,
                role,
                joined_at: Some(now),
            };
            insert(transaction, &member)?;
            Ok(member)
        })
    }

    /// Takes somebody out.
    pub(crate) fn remove_member(
        &self,
        account: &Account,
        organization: &OrganizationId,
        user: &UserId,
    ) -> Result<(), Failure> {
        self.records.change(|transaction| {
            require_manager(transaction, account, organization)?;
            let found = transaction.query_row(
                &format!("SELECT role FROM tenant_members WHERE {NAMED} ORDER BY role = 'owner' DESC LIMIT 1"),
                params![organization.as_str(), user.as_str()],
                |row| word(row, "role"),
            );
            match found.optional()? {
                None => return Err(refuse(404, "member not found")),
                Some(MemberRole::Owner) => return Err(refuse(403, "cannot remove the owner")),
                Some(_) => {}
            }
            transaction.execute(
                &format!("DELETE FROM tenant_members WHERE {NAMED}"),
                params![organization.as_str(), user.as_str()],
            )?;
            Ok(())
        })
    }
}

/// Makes the invitations of an address those of the User who has proved that it is theirs. Who is a member already stays
/// what they are.
pub(crate) fn take_up_invitations(transaction: &Transaction<'_>, user: &User) -> Result<(), Failure> {
    transaction.execute(
        "DELETE FROM tenant_members WHERE user_id = '' AND email = ?2
         AND tenant_id IN (SELECT tenant_id FROM tenant_members WHERE user_id = ?1)",
        params![user.id.as_str(), user.email],
    )?;
    transaction.execute(
        "UPDATE tenant_members SET user_id = ?1 WHERE user_id = '' AND email = ?2",
        params![user.id.as_str(), user.email],
    )?;
    Ok(())
}

fn is_owner(transaction: &Transaction<'_>, organization: &OrganizationId, email: &str) -> Result<bool, Failure> {
    let found = transaction.query_row(
        "SELECT EXISTS (SELECT 1 FROM tenant_members WHERE tenant_id = ?1 AND email = ?2 AND role = 'owner')",
        params![organization.as_str(), email],
        |row| row.get(0),
    );
    Ok(found?)
}

fn insert(transaction: &Transaction<'_>, member: &Member) -> Result<(), Failure> {
    transaction.execute(
        "DELETE FROM tenant_members WHERE tenant_id = ?1 AND email = ?2 AND role <> 'owner'",
        params![member.tenant_id.as_str(), member.email],
    )?;
    transaction.execute(
        "INSERT INTO tenant_members (id, tenant_id, user_id, email, role, joined_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            member.id,
            member.tenant_id.as_str(),
            member.user_id.as_str(),
            member.email,
            member.role.as_str(),
            member.joined_at.map(|at| at.to_string())
        ],
    )?;
    Ok(())
}

/// Refuses everybody who does not belong to the Organization; an unknown one has no members.
pub(crate) fn require_member(
    transaction: &Transaction<'_>,
    account: &Account,
    organization: &OrganizationId,
) -> Result<MemberRole, Failure> {
    let role = transaction.query_row(
        "SELECT role FROM tenant_members
         WHERE tenant_id = ?1 AND (user_id = ?2 OR (user_id = '' AND email = ?3 AND ?4))
         ORDER BY role = 'owner' DESC, role = 'admin' DESC LIMIT 1",
        params![
            organization.as_str(),
            account.id.as_str(),
            account.email,
            account.verified
        ],
        |row| word(row, "role"),
    );
    role.optional()?
        .ok_or_else(|| refuse(403, "not a member of this organization"))
}

/// Refuses everybody but the owner and admins of the Organization.
pub(crate) fn require_manager(
    transaction: &Transaction<'_>,
    account: &Account,
    organization: &OrganizationId,
) -> Result<(), Failure> {
    match require_member(transaction, account, organization)? {
        MemberRole::Owner | MemberRole::Admin => Ok(()),
        _ => Err(refuse(403, "owner or admin role required")),
    }
}

/// Refuses everybody but the owner of the Organization.
pub(super) fn require_owner(
    transaction: &Transaction<'_>,
    account: &Account,
    organization: &OrganizationId,
) -> Result<(), Failure> {
    match require_member(transaction, account, organization)? {
        MemberRole::Owner => Ok(()),
        _ => Err(refuse(403, "owner role required")),
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Member> {
    Ok(Member {
        id: row.get("id")?,
        tenant_id: OrganizationId::from_wire(row.get::<_, String>("tenant_id")?),
        user_id: UserId::from_wire(row.get::<_, String>("user_id")?),
        email: row.get("email")?,
        role: word(row, "role")?,
        joined_at: time(row, "joined_at")?,
    })
}
