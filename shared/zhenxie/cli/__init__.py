"""The command line `zhenxie`: it starts the services as processes and speaks HTTP to them."""
