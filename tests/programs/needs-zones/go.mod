module needs.example/zones

go 1.21
