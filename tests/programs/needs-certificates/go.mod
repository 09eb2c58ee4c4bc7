module needs.example/certificates

go 1.21
