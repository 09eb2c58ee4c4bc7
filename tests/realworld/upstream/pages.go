package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path"
	"sort"
	"strings"
	"sync"
	"time"
)

// handler serves what each probed program asks for.
func handler() http.Handler {
	pages := http.NewServeMux()
	text := func(at, kind, body string) {
		pages.HandleFunc(at, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			io.WriteString(w, body)
		})
	}
	text("/hello", "text/plain", "hello from upstream\n")
	text("/data.json", "application/json", `{"greeting": "hello from upstream"}`)
	text("/metrics", "text/plain; version=0.0.4", "upstream_greetings_total 7\n")

	// a webhook, and the discovery of an OpenID provider
	pages.HandleFunc("POST /webhook", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusOK)
	})
	text("/.well-known/openid-configuration", "application/json", asJSON(map[string]any{
		"issuer":                                "https://" + name,
		"authorization_endpoint":                "https://" + name + "/authorize",
		"token_endpoint":                        "https://" + name + "/token",
		"jwks_uri":                              "https://" + name + "/keys",
		"id_token_signing_alg_values_supported": []string{"RS256"},
	}))
	text("/keys", "application/json", `{"keys": []}`)

	// a repository of Helm charts
	chart := archive("demo/Chart.yaml", "apiVersion: v2\nname: demo\nversion: 0.1.0\n",
		"demo/templates/greeting.yaml", "apiVersion: v1\nkind: ConfigMap\n"+
			"metadata:\n  name: {{ .Release.Name }}\ndata:\n  greeting: hello from upstream\n")
	text("/charts/index.yaml", "text/yaml", "apiVersion: v1\nentries:\n  demo:\n"+
		"  - apiVersion: v2\n    name: demo\n    version: 0.1.0\n    urls: [demo-0.1.0.tgz]\n")
	text("/charts/demo-0.1.0.tgz", "application/gzip", string(chart))

	// a registry with one image without layers
	configuration := `{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}`
	manifest := fmt.Sprintf(`{"schemaVersion":2,"mediaType":%q,"config":{"mediaType":%q,`+
		`"digest":%q,"size":%d},"layers":[]}`,
		"application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.config.v1+json",
		digest(configuration), len(configuration))
	text("/v2/{$}", "application/json", "{}")
	for _, reference := range []string{"1", digest(manifest)} {
		pages.HandleFunc("/v2/demo/manifests/"+reference,
			func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/vnd.oci.image.manifest.v1+json")
				w.Header().Set("Docker-Content-Digest", digest(manifest))
				w.Header().Set("Content-Length", fmt.Sprint(len(manifest)))
				io.WriteString(w, manifest)
			})
	}
	text("/v2/demo/blobs/"+digest(configuration), "application/octet-stream", configuration)
	text("/v2/demo/tags/list", "application/json", `{"name":"demo","tags":["1"]}`)

	pages.Handle("/restic/", &backups{kept: map[string][]byte{}})
	return pages
}

// backups is restic's REST back end, version 1 of its interface: files by name, lists of names.
type backups struct {
	sync.Mutex
	kept map[string][]byte
}

func (b *backups) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.Lock()
	defer b.Unlock()
	at := r.URL.Path
	switch {
	case r.Method == http.MethodPost && r.URL.Query().Get("create") == "true":
	case r.Method == http.MethodPost:
		b.kept[at], _ = io.ReadAll(r.Body)
	case r.Method == http.MethodDelete:
		delete(b.kept, at)
	case strings.HasSuffix(at, "/"):
		found := []string{}
		for name := range b.kept {
			if folder, file := path.Split(name); folder == at {
				found = append(found, file)
			}
		}
		sort.Strings(found)
		io.WriteString(w, asJSON(found))
	default:
		body, ok := b.kept[at]
		if !ok {
			http.NotFound(w, r)
			return
		}
		// honours Range, which restic sends
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	}
}

func asJSON(value any) string {
	text, err := json.Marshal(value)
	check(err)
	return string(text)
}

func digest(text string) string {
	return fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(text)))
}

// archive is a .tar.gz of names and their texts, in turn.
func archive(files ...string) []byte {
	var out bytes.Buffer
	packed := gzip.NewWriter(&out)
	written := tar.NewWriter(packed)
	for at := 0; at < len(files); at += 2 {
		check(written.WriteHeader(&tar.Header{
			Name: files[at], Mode: 0o644, Size: int64(len(files[at+1]))}))
		_, err := io.WriteString(written, files[at+1])
		check(err)
	}
	check(written.Close())
	check(packed.Close())
	return out.Bytes()
}
