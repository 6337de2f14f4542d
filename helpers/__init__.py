"""NumPy kernels, training and figures of the textbook *Neuron to Network*."""
