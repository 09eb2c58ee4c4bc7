module needs.example/plugins

go 1.21
