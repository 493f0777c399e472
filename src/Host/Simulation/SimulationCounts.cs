namespace Rialto.Host.Simulation;

/// <summary>What a run did.</summary>
internal sealed record SimulationCounts
{
    public long Steps { get; set; }

    public long Commands { get; set; }

    public long Lost { get; set; }

    public long Trades { get; set; }

    public long Answers { get; set; }

    public long Starts { get; set; }

    public long PowerCuts { get; set; }

    public long Kills { get; set; }

    public long DiskFailures { get; set; }

    public long FlipsFound { get; set; }

    public long FlipsHarmless { get; set; }

    public long SnapshotStarts { get; set; }

    public long SnapshotsBroken { get; set; }

    public long Archived { get; set; }

    /// <summary>Deposits, withdrawals and transfers done.</summary>
    public long Movements { get; set; }

    /// <summary>Liquidations that began.</summary>
    public long Liquidations { get; set; }

    /// <summary>Halts that guards made, and kill switches turned.</summary>
    public long Halts { get; set; }

    /// <summary>Slices of algo orders.</summary>
    public long Slices { get; set; }

    /// <summary>Baskets that were executed, or begun.</summary>
    public long Baskets { get; set; }

    /// <summary>Slices of baskets that executed something.</summary>
    public long BasketSlices { get; set; }

    /// <summary>Decisions about customers.</summary>
    public long Verifications { get; set; }

    public void Add(SimulationCounts other)
    {
        Steps += other.Steps;
        Commands += other.Commands;
        Lost += other.Lost;
        Trades += other.Trades;
        Answers += other.Answers;
        Starts += other.Starts;
        PowerCuts += other.PowerCuts;
        Kills += other.Kills;
        DiskFailures += other.DiskFailures;
        FlipsFound += other.FlipsFound;
        FlipsHarmless += other.FlipsHarmless;
        SnapshotStarts += other.SnapshotStarts;
        SnapshotsBroken += other.SnapshotsBroken;
        Archived += other.Archived;
        Movements += other.Movements;
        Liquidations += other.Liquidations;
        Halts += other.Halts;
        Slices += other.Slices;
        Baskets += other.Baskets;
        BasketSlices += other.BasketSlices;
        Verifications += other.Verifications;
    }
}
