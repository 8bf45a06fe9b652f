"""Referrals: a risk that a person at the clinic should see to, and the notices that tell them."""
