module needs.example/user

go 1.21
