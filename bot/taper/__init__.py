"""The taper planner's field logic: exact sums, cited figures, illustrative plans.

Plain Python and Decimal. Everything here is for a prescriber's decision; patients never see it.
"""
