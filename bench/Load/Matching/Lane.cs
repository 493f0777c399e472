using Rialto.Load.Flows;
using Rialto.Load.Measure;

namespace Rialto.Load.Matching;

/// <summary>One engine in an interleaved measurement.</summary>
internal interface ILane : IDisposable
{
    /// <summary>Its name in reports.</summary>
    string Name { get; }

    /// <summary>Plays one loop of the flow and tells how long the engine took, per command.</summary>
    double RoundNs();

    /// <summary>Plays one loop reading the clock around each command.</summary>
    Latency Latencies();

    /// <summary>What the first loop after the start gave, makers by exchange ids; the lanes of one flow must agree.</summary>
    Tally FirstLoop { get; }
}
