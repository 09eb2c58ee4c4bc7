module endless

go 1.25
