"""Programs started in many surroundings, each start watched until it shows what comes of it."""
