using Rialto.Runtime.Memory;

namespace Rialto.Trading.Orders;

/// <summary>Which bounds are passed at this time: each is told once, when it is passed, and again only after it was kept meanwhile.</summary>
internal sealed class DeskAlarms(int listings, int strategies)
{
    /// <summary>By listing.</summary>
    public bool[] StopLoss { get; } = new bool[listings];

    /// <summary>By strategy; the desk's is the last.</summary>
    public bool[] DailyLoss { get; } = new bool[strategies + 2];

    /// <summary>By strategy; the desk's is the last.</summary>
    public bool[] Drawdown { get; } = new bool[strategies + 2];

    /// <summary>The desk's.</summary>
    public bool[] MarginRatio { get; } = new bool[1];

    public void Save(FieldWriter writer)
    {
        foreach (var flags in (ReadOnlySpan<bool[]>)[StopLoss, DailyLoss, Drawdown, MarginRatio])
        {
            foreach (var flag in flags)
                writer.Add(flag);
        }
    }

    public void Load(FieldReader reader)
    {
        foreach (var flags in (ReadOnlySpan<bool[]>)[StopLoss, DailyLoss, Drawdown, MarginRatio])
        {
            for (var i = 0; i < flags.Length; i++)
                flags[i] = reader.Read<bool>();
        }
    }
}
