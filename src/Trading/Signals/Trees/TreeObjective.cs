namespace Rialto.Trading.Signals.Trees;

/// <summary>How a model's sums become its answer: the transforms of LightGBM's objectives.</summary>
public enum TreeObjective
{
    /// <summary>The sum itself: regression of all kinds without a link, ranking, models without an objective.</summary>
    Identity,

    /// <summary>sign(x) x^2: regression on square roots (<c>reg_sqrt</c>).</summary>
    Square,

    /// <summary>e^x: Poisson, gamma, Tweedie.</summary>
    Exponential,

    /// <summary>1 / (1 + e^(-s x)) of every output: binary, one against all, cross entropy.</summary>
    Sigmoid,

    /// <summary>ln(1 + e^x): <c>cross_entropy_lambda</c>.</summary>
    Softplus,

    /// <summary>e^(x_k) over the sum of all: multiclass.</summary>
    Softmax,
}
