"""What Dagster sees: resources, assets, checks. With ``definitions`` the only place that imports dagster."""
