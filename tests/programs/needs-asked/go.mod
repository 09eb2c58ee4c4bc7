module needs.example/asked

go 1.21
