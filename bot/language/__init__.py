"""Reading what people type: words, medicines, amounts and tongues; no dialogue and no advice."""
