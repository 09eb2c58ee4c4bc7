module needs.example/tmp

go 1.21
