module needs.example/mime

go 1.21
