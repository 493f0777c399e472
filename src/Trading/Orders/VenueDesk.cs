using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Trading.Orders;

/// <summary>What was asked of a venue and not answered whole.</summary>
[Flags]
internal enum VenueAsked : byte
{
    None = 0,
    Orders = 1,
    Fills = 2,
    Balances = 4,
    Positions = 8,
}

/// <summary>A venue as the desk's orders see it: what it can do, and how far the last look at its truth has come.</summary>
internal sealed class VenueDesk(VenueCapabilities capabilities)
{
    public VenueCapabilities Capabilities { get; } = capabilities;

    /// <summary>What is asked and not answered.</summary>
    public VenueAsked Asked { get; set; }

    /// <summary>Number of the last look; orders, balances and positions bear the one they were last seen in.</summary>
    public int Round { get; set; }

    /// <summary>Lists of fills that are to come.</summary>
    public int FillsToCome { get; set; }

    /// <summary>Sequence of the input that asked for them.</summary>
    public long FillsCause { get; set; }

    /// <summary>When the last look began.</summary>
    public Timestamp AskedTime { get; set; }

    /// <summary>When what is asked counts as lost, or the next look is due.</summary>
    public Timestamp Deadline { get; set; }

    /// <summary>When live orders and fills are looked at again, not only balances and positions.</summary>
    public Timestamp NextWholeTime { get; set; }

    /// <summary>Up to when nothing was missed.</summary>
    public Timestamp KnownUntil { get; set; }

    /// <summary>Up to when nothing was missed when the desk last started again: orders of lost inputs were placed after it. None before.</summary>
    public Timestamp LostSince { get; set; }

    /// <summary>From when on the fills that are asked for may be news; none while none are asked for.</summary>
    public Timestamp FillsSince { get; set; }

    /// <summary>Differences since <see cref="DifferencesSince"/>.</summary>
    public int Differences { get; set; }

    /// <summary>When the hour began in which differences are counted.</summary>
    public Timestamp DifferencesSince { get; set; }

    public void Save(FieldWriter writer)
    {
        writer.Add(Asked);
        writer.Add(Round);
        writer.Add(FillsToCome);
        writer.Add(FillsCause);
        writer.Add(AskedTime);
        writer.Add(Deadline);
        writer.Add(NextWholeTime);
        writer.Add(KnownUntil);
        writer.Add(FillsSince);
        writer.Add(LostSince);
        writer.Add(Differences);
        writer.Add(DifferencesSince);
    }

    public void Load(FieldReader reader)
    {
        Asked = reader.Read<VenueAsked>();
        Round = reader.Read<int>();
        FillsToCome = reader.Read<int>();
        FillsCause = reader.Read<long>();
        AskedTime = reader.Read<Timestamp>();
        Deadline = reader.Read<Timestamp>();
        NextWholeTime = reader.Read<Timestamp>();
        KnownUntil = reader.Read<Timestamp>();
        FillsSince = reader.Read<Timestamp>();
        LostSince = reader.Read<Timestamp>();
        Differences = reader.Read<int>();
        DifferencesSince = reader.Read<Timestamp>();
    }
}
