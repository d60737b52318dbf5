//! The domain service: own domains of Organizations. Section D.6 of the tenant-side contract.
//!
//! Pool subdomains come with an Organization and are not listed here. No DNS is asked: see [`resolve`].

use super::organizations::{self, POOLS, require_member, require_reader};
use super::records::json;
use super::{Account, Failure, Tenant, refuse};
use crate::domain::organization::is_domain;
use contract::domain::{DnsStatus, Domain, DomainKind, OwnDomain, OwnDomainAdded, Verification};
use contract::{DomainId, OrganizationId};
use rusqlite::{OptionalExtension, Transaction, params};
use uuid::Uuid;

impl Tenant {
    /// The own domains of an Organization, by name.
    pub(crate) fn domains(&self, account: &Account, organization: &OrganizationId) -> Result<Vec<Domain>, Failure> {
        self.records.read(|transaction| {
            require_reader(transaction, account, organization, self.clock.now())?;
            let mut statement =
                transaction.prepare("SELECT record FROM domains WHERE tenant_id = ?1 ORDER BY domain")?;
            let rows = statement.query_map([organization.as_str()], |row| json(row, "record"))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Adds an own domain, which waits for its record.
    pub(crate) fn add_domain(&self, account: &Account, request: &OwnDomain) -> Result<OwnDomainAdded, Failure> {
        let now = self.clock.now();
        self.records.change(|transaction| {
            if request.tenant_id.as_str().is_empty() {
                return Err(refuse(400, "tenant_id is required"));
            }
            require_member(transaction, account, &request.tenant_id)?;
            let name = own_name(&request.domain)?;
            let row = organizations::find(transaction, &request.tenant_id)?;
            let organization = row.ok_or_else(|| refuse(404, "organization not found"))?.organization;
            let pool = organization.parent_domain.unwrap_or_default();
            let target = format!("{}.{pool}", organization.subdomain);
            let domain = Domain {
                id: DomainId::from_wire(Uuid::new_v4().to_string()),
                tenant_id: organization.id,
                domain: name.clone(),
                kind: DomainKind::Own,
                tld: String::new(),
                subdomain: String::new(),
                registrar: String::new(),
                dns_status: DnsStatus::Pending,
                tls_ready: false,
                cname_target: Some(target.clone()),
                created_at: Some(now),
                updated_at: Some(now),
            };
            let is_new = transaction.execute(
                "INSERT INTO domains (id, tenant_id, domain, record) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (domain) DO NOTHING",
                params![
                    domain.id.as_str(),
                    domain.tenant_id.as_str(),
                    name,
                    serde_json::to_string(&domain)?
                ],
            )?;
            if is_new == 0 {
                return Err(refuse(409, format!("{name} is already registered")));
            }
            Ok(OwnDomainAdded {
                instructions: format!("At your registrar, add a **CNAME** record for `{name}` to `{target}`."),
                domain,
                cname_target: target,
                registrar: String::new(),
            })
        })
    }

    /// Looks up where a domain points, and notes what was found.
    pub(crate) fn verify_domain(&self, account: &Account, id: &DomainId) -> Result<Verification, Failure> {
        let now = self.clock.now();
        let found = self.records.change(|transaction| {
            let mut domain = own(transaction, account, id)?;
            if domain.kind != DomainKind::Own {
                return Err(refuse(400, "only a custom domain can be verified"));
            }
            let cname = resolve(&domain);
            domain.tls_ready = cname.is_some() && cname == domain.cname_target;
            domain.dns_status = match domain.tls_ready {
                true => DnsStatus::Verified,
                false => DnsStatus::Failed,
            };
            domain.updated_at = Some(now);
            transaction.execute(
                "UPDATE domains SET record = ?2 WHERE id = ?1",
                params![id.as_str(), serde_json::to_string(&domain)?],
            )?;
            note_in_organization(transaction, &domain)?;
            let message = match domain.tls_ready {
                true => "the record is taken for set: this control plane is simulated and asks no DNS",
                false => "no record was found: this control plane is simulated, and nothing below .invalid has any",
            };
            Ok(Verification {
                id: domain.id,
                domain: domain.domain,
                dns_status: domain.dns_status,
                cname,
                message: message.to_owned(),
            })
        })?;
        self.moved.send_replace(());
        Ok(found)
    }

    /// Gives a domain up.
    pub(crate) fn delete_domain(&self, account: &Account, id: &DomainId) -> Result<(), Failure> {
        self.records.change(|transaction| {
            let domain = own(transaction, account, id)?;
            transaction.execute("DELETE FROM domains WHERE id = ?1", [id.as_str()])?;
            note_in_organization(transaction, &domain)
        })?;
        self.moved.send_replace(());
        Ok(())
    }
}

/// Gives up every domain of an Organization that is deleted.
pub(super) fn release(transaction: &Transaction<'_>, organization: &OrganizationId) -> Result<(), Failure> {
    transaction.execute("DELETE FROM domains WHERE tenant_id = ?1", [organization.as_str()])?;
    Ok(())
}

/// The simulated resolver: every record that was asked for is there, but below `.invalid`, where nothing can be
/// (RFC 2606).
fn resolve(domain: &Domain) -> Option<String> {
    match domain.domain.ends_with(".invalid") {
        true => None,
        false => domain.cname_target.clone(),
    }
}

/// A domain of the caller's. Whoever may not see it does not learn that it exists.
fn own(transaction: &Transaction<'_>, account: &Account, id: &DomainId) -> Result<Domain, Failure> {
    let not_found = || refuse(404, "domain not found");
    let found = transaction.query_row("SELECT record FROM domains WHERE id = ?1", [id.as_str()], |row| {
        json::<Domain>(row, "record")
    });
    let domain = found.optional()?.ok_or_else(not_found)?;
    require_member(transaction, account, &domain.tenant_id).map_err(|_| not_found())?;
    Ok(domain)
}

/// Writes the verified domains of an Organization into it.
fn note_in_organization(transaction: &Transaction<'_>, changed: &Domain) -> Result<(), Failure> {
    let mut statement = transaction.prepare("SELECT record FROM domains WHERE tenant_id = ?1 ORDER BY domain")?;
    let rows = statement.query_map([changed.tenant_id.as_str()], |row| json::<Domain>(row, "record"))?;
    let mut verified = Vec::new();
    for row in rows {
        let domain = row?;
        if domain.dns_status == DnsStatus::Verified {
            verified.push(domain.domain);
        }
    }
    let Some(mut row) = organizations::find(transaction, &changed.tenant_id)? else {
        return Ok(());
    };
    row.organization.custom_domains = verified;
    organizations::put(transaction, &row)
}

/// The name as DNS has it; refuses what is none, and what is ours.
fn own_name(text: &str) -> Result<String, Failure> {
    let name = text.trim().trim_end_matches('.').to_lowercase();
    if name.is_empty() {
        return Err(refuse(400, "domain is required"));
    }
    let is_ours = POOLS
        .iter()
        .any(|pool| name == *pool || name.ends_with(&format!(".{pool}")));
    match is_domain(&name) && !is_ours {
        true => Ok(name),
        false => Err(refuse(400, format!("{name:?} is not a domain of your own"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_somebody_elses_zone() {
        assert_eq!(own_name(" Books.Example.TEST. ").unwrap(), "books.example.test");
        for text in [
            "",
            " . ",
            "nodots",
            "a..b",
            "-a.test",
            "omani.homes",
            "noor.omani.homes",
            "a b.test",
            "a/b.test",
        ] {
            assert!(own_name(text).is_err(), "{text}");
        }
        assert!(own_name("notomani.homes").is_ok());
    }
}
