using Rialto.Gateways.Orders;
using Rialto.Host.Simulation.Checks;
using Rialto.Host.Simulation.Clients;
using Rialto.Host.Simulation.Disk;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Runtime.Clocks;

namespace Rialto.Host.Simulation;

/// <summary>Everything around the node that outlives it.</summary>
internal sealed class SimulatedWorld
{
    public SimulatedWorld(ulong seed, SimulatedParts parts, Func<ExchangeLimits, IReadOnlyList<IReference>> references)
    {
        Seed = seed;
        Parts = parts;
        Setting = SimulationSetting.Of(seed);
        Disk = new SimulatedDisk(Clock);
        Witness = new Witness(Setting.Limits, references);
    }

    public ulong Seed { get; }

    public SimulationSetting Setting { get; }

    public SimulatedParts Parts { get; }

    public ManualClock Clock { get; } = new(SimulationSetting.StartNs);

    public SimulatedDisk Disk { get; }

    public Witness Witness { get; }

    /// <summary>What the durable cursor of the node before had promised.</summary>
    public long Promised { get; set; }

    /// <summary>How the node may end while it archives, which it does too seldom for a crash to meet it by chance; none while faults rest.</summary>
    public CrashKind CrashWhileArchiving { get; set; }

    /// <summary>Dice of the present step.</summary>
    public Dice Step { get; set; } = new(0);

    /// <summary>Lines of a trace; null where nobody wants one.</summary>
    public List<string>? Trace { get; init; }

    /// <summary>Sends a command through the intake and remembers what was sent under which sequence.</summary>
    public RejectReason Submit(SimulatedNode node, in Command command, PendingCommand waiter)
    {
        var refused = node.Intake.Submit(in command, waiter);
        if (refused == RejectReason.None)
            Witness.Submitted(waiter.Sequence, in command);
        return refused;
    }

    /// <summary>Sends a command whose fate nobody asks for, as the front door lets it in.</summary>
    /// <returns>The command in words, for a trace; empty where nobody wants one.</returns>
    public string Send(SimulatedNode node, in Command command)
    {
        var sent = command;
        Parts.Admit(ref sent);
        Submit(node, in sent, new SimulatedCommand(null));
        return Trace is null ? "" : Words.Of(in command);
    }
}
