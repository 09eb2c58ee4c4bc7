package main

import (
	"net/http/httptest"
	"testing"
)

func TestGreetsWhomTheQueryNames(t *testing.T) {
	for query, want := range map[string]string{
		"":                        "Hello world",
		"?name=":                  "Hello world",
		"?name=Ahmed":             "Hello Ahmed",
		"?name=Ada%20L%26%C3%A9":  "Hello Ada L&é",
		"?name=first&name=second": "Hello first",
		"?other=x":                "Hello world",
	} {
		answer := httptest.NewRecorder()
		greet(answer, httptest.NewRequest("GET", "/"+query, nil))
		if got := answer.Body.String(); answer.Code != 200 || got != want {
			t.Errorf("GET /%s: %d %q, want 200 %q", query, answer.Code, got, want)
		}
	}
}
