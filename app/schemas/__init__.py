"""What goes over the wire: answers, and the parameters that a list takes. A file a resource."""
