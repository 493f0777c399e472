using Rialto.Model.Units;

namespace Rialto.Adapters.Connections;

/// <summary>What came of a <see cref="RestRequest"/>.</summary>
/// <param name="Status">HTTP status; 0 where no answer came.</param>
/// <param name="Body">The body; whoever has the answer owns it.</param>
/// <param name="RetryAfter">How long the venue wants to be left alone (429, 418); zero where it does not say.</param>
/// <param name="Problem">Why there is no good answer and what to do, for a person to read; empty where there is one.</param>
public readonly record struct RestAnswer(int Status, ReadOnlyMemory<byte> Body, TimeSpan RetryAfter, string Problem)
{
    /// <summary>When it came, where whoever had it before has noted it, as a recorder does; otherwise none.</summary>
    public Timestamp ReceiveTime { get; init; }

    /// <summary>True where the body is what was asked for.</summary>
    public bool IsGood => Status is >= 200 and < 300 && Problem.Length == 0;
}
