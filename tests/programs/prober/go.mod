module prober

go 1.25
