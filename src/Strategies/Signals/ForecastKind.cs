namespace Rialto.Strategies.Signals;

/// <summary>How a model of a <see cref="ForecastPlan"/> comes to its forecast.</summary>
public enum ForecastKind : byte
{
    /// <summary>Boosted trees, trained elsewhere.</summary>
    Trees = 1,

    /// <summary>Linear with a ridge, by recursive least squares; learns while it runs.</summary>
    Ridge = 2,

    /// <summary>Probability of a rise; learns while it runs.</summary>
    Logistic = 3,
}
