//! The kind registry of section D.1.

/// A registered kind.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    /// Canonical singular name, as in paths.
    pub(crate) name: &'static str,
    /// `kind` of its objects.
    pub(crate) object_kind: &'static str,
    /// API group; empty for core.
    pub(crate) group: &'static str,
    /// Short names, beside the plural.
    aliases: &'static [&'static str],
    /// It has no notion of being ready.
    pub(crate) passive: bool,
}

macro_rules! kinds {
    ($($name:literal $kind:literal $group:literal [$($alias:literal),*] $passive:literal)*) => {
        &[$(Kind { name: $name, object_kind: $kind, group: $group, aliases: &[$($alias),*], passive: $passive }),*]
    };
}

/// Every kind, in the order of §D.1. A real Sovereign may register more.
pub(crate) const KINDS: &[Kind] = kinds! {
    "namespace" "Namespace" "" ["ns"] true
    "node" "Node" "" ["no"] false
    "pod" "Pod" "" ["po"] false
    "service" "Service" "" ["svc"] true
    "configmap" "ConfigMap" "" ["cm"] true
    "secret" "Secret" "" ["sec"] true
    "persistentvolumeclaim" "PersistentVolumeClaim" "" ["pvc"] false
    "persistentvolume" "PersistentVolume" "" ["pv"] false
    "customresourcedefinition" "CustomResourceDefinition" "apiextensions.k8s.io" ["crd", "crds"] true
    "deployment" "Deployment" "apps" ["deploy"] false
    "statefulset" "StatefulSet" "apps" ["sts"] false
    "daemonset" "DaemonSet" "apps" ["ds"] false
    "replicaset" "ReplicaSet" "apps" ["rs"] false
    "ingress" "Ingress" "networking.k8s.io" ["ing", "ingresses"] true
    "endpointslice" "EndpointSlice" "discovery.k8s.io" ["ep"] true
    "networkpolicy" "NetworkPolicy" "networking.k8s.io" ["networkpolicies"] true
    "gateway" "Gateway" "gateway.networking.k8s.io" [] false
    "httproute" "HTTPRoute" "gateway.networking.k8s.io" [] true
    "helmrelease" "HelmRelease" "helm.toolkit.fluxcd.io" [] false
    "kustomization" "Kustomization" "kustomize.toolkit.fluxcd.io" [] false
    "gitrepository" "GitRepository" "source.toolkit.fluxcd.io" ["gitrepositories"] false
    "certificate" "Certificate" "cert-manager.io" [] false
    "externalsecret" "ExternalSecret" "external-secrets.io" [] false
    "vcluster" "VCluster" "catalyst.openova.io" [] false
    "application" "Application" "apps.openova.io" [] false
    "blueprint" "Blueprint" "catalyst.openova.io" ["bp", "bps"] true
    "organization" "Organization" "orgs.openova.io" [] false
    "environment" "Environment" "catalyst.openova.io" [] false
    "useraccess" "UserAccess" "access.openova.io" ["useraccesses"] true
    "continuum" "Continuum" "dr.openova.io" [] false
};

/// Finds a kind by its name, plural or alias.
pub(crate) fn find(text: &str) -> Option<&'static Kind> {
    let text = text.to_ascii_lowercase();
    KINDS.iter().find(|kind| {
        kind.name == text || kind.aliases.contains(&text.as_str()) || text.strip_suffix('s') == Some(kind.name)
    })
}

/// Finds a kind by the `kind` of an object.
pub(crate) fn of_object(object_kind: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.object_kind == object_kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_plurals_and_aliases_are_accepted() {
        for (text, name) in [
            ("pod", "pod"),
            ("Pods", "pod"),
            ("po", "pod"),
            ("ingresses", "ingress"),
            ("bps", "blueprint"),
        ] {
            assert_eq!(find(text).map(|kind| kind.name), Some(name), "{text}");
        }
        assert_eq!(find("event"), None);
    }
}
