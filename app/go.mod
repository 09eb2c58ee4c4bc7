module slimgo.example/app

go 1.25
