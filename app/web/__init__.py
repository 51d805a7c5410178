"""What the routers share: sessions, problems, page links and examples."""
