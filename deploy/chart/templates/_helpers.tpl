{{- define "console.labels" -}}
{{ include "console.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "console.selector" -}}
app.kubernetes.io/name: catalyst-console
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "console.name" -}}
{{ printf "%s-console" .Release.Name | trunc 63 | trimSuffix "-" }}
{{- end }}
