"""The facilitator's pages: planning workshops, leading them, the projector, and what is read afterwards."""
