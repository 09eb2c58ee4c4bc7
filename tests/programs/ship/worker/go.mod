module example.com/ship/worker

go 1.25
