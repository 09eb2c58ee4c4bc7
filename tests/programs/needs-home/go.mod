module needs.example/home

go 1.21
