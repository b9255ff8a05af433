"""Reading the parts of a model into networks that compute as the plan says."""
