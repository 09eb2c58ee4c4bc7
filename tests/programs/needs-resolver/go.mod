module needs.example/resolver

go 1.21
