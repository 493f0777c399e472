using Rialto.Gateways.Orders;
using Rialto.Host.Simulation.Checks;
using Rialto.Host.Simulation.Clients;
using Rialto.Host.Simulation.Disk;
using Rialto.Journal;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Host.Simulation;

/// <summary>
/// One seed's run: step by step, the dice of each step choose whose duty cycle goes on and what breaks. Everything is checked by the <see cref="Witness"/> as it happens; at rests faults
/// stop, and everything must drain and agree.
/// </summary>
internal sealed class SimulationRun
{
    private const int RestRounds = 6_000;

    private readonly SimulatedWorld _world;
    private readonly SimulationFaults _faults;
    private readonly SimulatedClient[] _clients;
    private readonly SimulatedBank _bank;
    private readonly SimulatedOther[] _others;
    private readonly List<SimulatedSession> _sessions = [];
    private SimulatedNode? _node;

    public SimulationRun(ulong seed, SimulationFaults faults, SimulatedParts parts, Func<ExchangeLimits, IReadOnlyList<IReference>> references, List<string>? trace = null)
    {
        _world = new SimulatedWorld(seed, parts, references) { Trace = trace };
        _faults = faults;
        _clients = [.. Enumerable.Range(1, _world.Setting.Clients).Select(number => new SimulatedClient(_world, number, isText: number % 2 == 0))];
        _bank = new SimulatedBank(_world);
        _others = [.. SimulatedOther.Of(_world)];
        Tell($"the world: {_world.Setting}");
    }

    public SimulationCounts Counts { get; } = new();

    /// <summary>Plays one step.</summary>
    /// <exception cref="Violation">A promise was broken.</exception>
    public void Step(long number)
    {
        var dice = Dice.Of(_world.Seed, number);
        _world.Step = dice;
        _world.CrashWhileArchiving = (_faults & SimulationFaults.PowerCut) != 0 && _world.Setting.Durability == Durability.Fsync ? CrashKind.PowerCut
            : (_faults & SimulationFaults.Kill) != 0 ? CrashKind.Kill : CrashKind.None;
        Counts.Steps++;
        if (_node is null)
        {
            if (dice.Percent(20))
                Start();
            return;
        }
        try
        {
            if (dice.Below(1000) < _world.Setting.FaultsPerMille)
                Break(dice);
            else
                Work(dice);
            if (_node?.Readiness.Phase == ExchangePhase.Failed && dice.Percent(3))
                Crash(CrashKind.Kill, "the exchange has failed and is restarted");
        }
        catch (NodeDownException)
        {
            Crash(_world.Disk.Down, "at a write or flush");
        }
    }

    /// <summary>Faults stop; everything must come to rest and agree.</summary>
    /// <param name="number">The step it comes after, or -1 at the end.</param>
    public void Rest(long number)
    {
        _world.Step = Dice.Of(_world.Seed, -7 - number);
        _world.CrashWhileArchiving = CrashKind.None;
        try
        {
            Check(Settle());
            if (_world.Step.Percent(50))
                StopAndStart();
            LetTimePass();
        }
        catch (NodeDownException)
        {
            throw new Violation("the disk fails although no fault is left");
        }
    }

    /// <summary>At the very end everything is cancelled: no order, and nothing reserved, is left.</summary>
    /// <exception cref="Violation">Something is.</exception>
    public void Drain()
    {
        try
        {
            Settle();
            foreach (var client in _clients)
                client.Disconnect();
            House(Command.MassCancel(default, default, MassCancelScope.AllOwners));
            if (_world.Setting.Contract is { } contract)
                House(Command.SettleContract(contract.Instrument.Id, new Price(contract.Instrument.Tick.Units * SimulatedDesk.MiddleTicks)));
            Check(Settle());
        }
        catch (NodeDownException)
        {
            throw new Violation("the disk fails although no fault is left");
        }
        var state = _world.Witness.Uncrashed.AuditAccounts();
        if (_world.Witness.Uncrashed.LiveOrders != 0 || state.Covers.Count != 0)
            throw new Violation($"everything was cancelled and {_world.Witness.Uncrashed.LiveOrders} orders are live, {state.Covers.Count} hold money");
        foreach (var balance in state.Balances)
        {
            if (balance.Total.Units < 0)
                throw new Violation($"everything was settled and account {balance.Account} owes {balance.Total} of asset {balance.Asset}");
            if (balance.Reserved.Units != 0)
                throw new Violation($"everything was cancelled and account {balance.Account} has {balance.Reserved} of asset {balance.Asset} reserved");
        }
        foreach (var position in _world.Witness.Uncrashed.AuditMargin().Positions)
        {
            if (position.Quantity.Units != 0)
                throw new Violation($"everything was settled and account {position.Account} has a position of {position.Quantity}");
        }

        Tell("everything is cancelled, nothing is reserved");
    }

    /// <summary>A clean stop loses nothing, and what starts again is the same exchange.</summary>
    private void StopAndStart()
    {
        Tell("the exchange stops in order");
        foreach (var client in _clients)
            client.Disconnect();
        var appended = _node!.Stop();
        if (_node.Promised < appended)
            throw new Violation($"a clean stop left {appended} commands appended and {_node.Promised} durable");
        Crash(_world.Setting.Durability == Durability.Fsync ? CrashKind.PowerCut : CrashKind.Kill, "after the stop");
        Check(Settle());
    }

    /// <summary>The next order that ends by time does so, whatever has happened before.</summary>
    private void LetTimePass()
    {
        if (_world.Witness.Uncrashed.NextDeadline is not { IsNone: false } deadline)
            return;
        _world.Clock.Advance(Math.Max(deadline.Nanoseconds - _world.Clock.UtcNanoseconds, 0));
        Tell("time passes, up to the next deadline");
        Check(_node!);
    }

    public void Count()
    {
        Counts.Commands = _world.Witness.Applied;
        Counts.Lost = _world.Witness.Lost;
        Counts.Trades = _world.Witness.Trades;
        Counts.Answers = _clients.Sum(client => client.Answers);
        Counts.DiskFailures = _world.Disk.Failures;
        Counts.Movements = _bank.Done;
        Counts.Liquidations = _world.Witness.Liquidations;
        Counts.Halts = _world.Witness.Halts;
        Counts.Slices = _world.Witness.Slices;
        Counts.Baskets = _world.Witness.Baskets;
        Counts.BasketSlices = _world.Witness.BasketSlices;
        Counts.Verifications = _world.Witness.Verifications;
    }

    private void Work(Dice dice)
    {
        var node = _node!;
        foreach (var (percent, who, ask) in _others)
        {
            if (!dice.Percent(percent))
                continue;
            if (ask(node, dice) is { } asked)
                Tell($"{who} sends {asked}");
            return;
        }

        var client = _clients[dice.Below(_clients.Length)];
        switch (dice.Weighted(26, 18, 15, 15, 15, 3, 6, 3, 8, 3, 1, 6, 3))
        {
            case 0:
                Ask(client, dice);
                break;
            case 1:
                if (client.Deliver((int)dice.Of<long>(7, 60, 200, 4_000)) is > 0 and var bytes && _world.Trace is not null)
                    Tell($"{bytes} bytes of {client.Describe} arrive");
                break;
            case 2:
                Tell("sequencer");
                node.StepSequencer();
                break;
            case 3:
                node.StepJournal();
                Tell($"journal: durable {node.Journal.DurableSequence} of {node.Journal.AppendedSequence}, {node.Journal.State}");
                break;
            case 4:
                node.StepFanOut();
                Tell($"fan-out: shown {_world.Witness.Shown}");
                break;
            case 5:
                Tell("timer");
                node.StepTimer();
                break;
            case 6:
                _world.Clock.Advance(dice.Of<long>(1_000, 50_000, 1_000_000, 300_000_000));
                break;
            case 7:
                node.StepPreparation();
                break;
            case 8:
                if ((_faults & SimulationFaults.SlowReader) == 0 || client.Number != 1 || dice.Percent(3))
                    client.Read();
                break;
            case 9:
                Tend();
                break;
            case 10:
                Administer(dice);
                break;
            case 11:
                node.StepFollower();
                break;
            default:
                if (((_faults & SimulationFaults.Resend) != 0 && dice.Percent(20) ? _bank.Resend(node, dice) : _bank.Ask(node, dice)) is { } what)
                    Tell($"the bank sends {what}");
                break;
        }
    }

    private void Ask(SimulatedClient client, Dice dice)
    {
        if (!client.IsConnected)
        {
            Tell($"{client.Describe} connects");
            client.Disconnect();
            client.Connect(_node!, _sessions, dice);
        }
        else if (client.Ask(dice, _faults, _world.Clock.UtcNanoseconds) is { } what)
        {
            Tell($"{client.Describe} sends {what}");
        }
    }

    private void Tend()
    {
        _node!.StepLeftOvers();
        foreach (var session in _sessions)
            session.StepClose();
        _sessions.RemoveAll(session => session.IsGone);
        foreach (var client in _clients)
            client.Tend();
    }

    private void Administer(Dice dice)
    {
        Command command;
        var instrument = _world.Setting.Instruments[dice.Below(_world.Setting.Instruments.Count)];
        if (!IsDefined || dice.Percent(4))
        {
            Define();
            return;
        }
        command = dice.Weighted(70, 20, 10) switch
        {
            0 => Command.SetInstrumentState(instrument.Id, (InstrumentState)dice.Weighted(0, 15, 70, 10, 5)),
            1 => Command.SetTradingDay(instrument.Id, new Timestamp(_world.Clock.UtcNanoseconds + dice.Between(-1_000, 30_000_000_000))),
            _ => Command.SetInstrumentRules(instrument.Id, _world.Setting.Rules),
        };
        House(in command);
    }

    private bool IsDefined => HasAccounts && _node!.Views.Directory is var directory && _world.Setting.Instruments.All(one => directory.Find(one.Id)?.State is { } state && state != InstrumentState.Announced)
        && (_world.Setting.Contract is not { } contract || (directory.Find(contract.Instrument.Id) is { } known && known.State != InstrumentState.Announced));

    private bool HasAccounts => _world.Setting.Assets.Count == 0 || Enumerable.Range(1, _world.Setting.Holders).All(number => _node!.Views.Accounts.Find(new OwnerId(number)) is not null);

    private void Define()
    {
        // Where something is missing only that, since a small ring does not take all of it at once.
        var (isDefined, views) = (IsDefined, _node!.Views);
        foreach (var asset in _world.Setting.Assets.Where(asset => isDefined || views.Accounts.Assets.Find(asset.Id) is null))
            House(Command.DefineAsset(asset));
        for (var number = 1; number <= _world.Setting.Holders && _world.Setting.Assets.Count > 0; number++)
        {
            var rights = number <= _world.Setting.Clients ? AccountRights.All : AccountRights.Defined;
            if (isDefined || views.Accounts.Find(new OwnerId(number)) is null)
                House(Command.SetAccount(new Account(new OwnerId(number), default, default, Text36.Of($"user-{number}"), rights)));
        }
        foreach (var one in _world.Setting.Instruments)
        {
            if (!isDefined && views.Directory.Find(one.Id)?.State is { } state && state != InstrumentState.Announced)
                continue;
            House(Command.DefineInstrument(one));
            House(Command.SetInstrumentRules(one.Id, _world.Setting.Rules));
            House(Command.SetInstrumentState(one.Id, InstrumentState.Open));
        }

        if (_world.Setting.Contract is not { } contract || (!isDefined && views.Directory.Find(contract.Instrument.Id)?.State is { } now && now != InstrumentState.Announced))
            return;
        House(Command.DefineInstrument(contract.Instrument));
        House(Command.SetContract(contract.Instrument.Id, contract.Terms));
        House(Command.SetInstrumentRules(contract.Instrument.Id, _world.Setting.Rules));
        House(Command.SetInstrumentState(contract.Instrument.Id, InstrumentState.Open));
    }

    private void House(in Command command)
    {
        var refused = _world.Submit(_node!, in command, new SimulatedCommand(null));
        if (_world.Trace is not null)
            Tell($"house: {Words.Of(in command)}{(refused == RejectReason.None ? "" : ", refused: " + refused)}");
    }

    private void Break(Dice dice)
    {
        var faults = Enum.GetValues<SimulationFaults>();
        var fault = faults[dice.Between(1, faults.Length - 2)];
        if ((_faults & fault) == 0)
            return;
        var client = _clients[dice.Below(_clients.Length)];
        switch (fault)
        {
            case SimulationFaults.PowerCut or SimulationFaults.Kill:
                var kind = fault == SimulationFaults.Kill || _world.Setting.Durability != Durability.Fsync ? CrashKind.Kill : CrashKind.PowerCut;
                if (dice.Percent(30))
                {
                    Crash(kind, "between two steps");
                    return;
                }
                var operations = (int)dice.Between(1, 8);
                Tell($"armed: {kind} at the disk's operation {operations} from now");
                _world.Disk.ArmCrash(kind, operations, dice);
                break;
            case SimulationFaults.FailedWrite:
                Tell("armed: a write will fail");
                _world.Disk.ArmFailedWrite((int)dice.Between(1, 6), dice);
                break;
            case SimulationFaults.FailedFlush when _world.Setting.Durability != Durability.Fsync:
                break; // as the loss of power: this policy does not promise to survive it
            case SimulationFaults.FailedFlush:
                Tell("armed: a flush will fail");
                _world.Disk.ArmFailedFlush((int)dice.Between(1, 6), dice);
                break;
            case SimulationFaults.FullDisk:
                _world.Disk.IsFull = !_world.Disk.IsFull;
                Tell(_world.Disk.IsFull ? "the disk is full" : "the disk has space again");
                break;
            case SimulationFaults.SlowDisk:
                _world.Disk.IsSlow = !_world.Disk.IsSlow;
                Tell(_world.Disk.IsSlow ? "the disk is slow" : "the disk is fast again");
                break;
            // Where old segments go, a start needs a snapshot: then nobody may spoil those.
            case SimulationFaults.BitFlip when _world.Setting.KeepSegments == 0 && dice.Percent(50) && _world.Disk.Snapshots.Spoil(dice) is { } changed:
                Tell(changed);
                break;
            case SimulationFaults.BitFlip:
                Spoil(dice, isTampering: false);
                break;
            case SimulationFaults.Tamper:
                Spoil(dice, isTampering: true);
                break;
            case SimulationFaults.ClockJump:
                var jump = dice.Of<long>(-86_400_000_000_000, -3_600_000_000_000, -1_000_000, 1_000_000_000, 3_600_000_000_000, 86_400_000_000_000);
                Tell($"the clock is set by {jump / 1e9} s");
                _world.Clock.Advance(jump);
                break;
            case SimulationFaults.Disconnect:
                Tell($"{client.Describe} loses its connection");
                client.Disconnect();
                break;
            case SimulationFaults.Hostile:
                Tell($"{client.Describe} sends garbage");
                client.SendGarbage(dice);
                break;
            case SimulationFaults.Resend:
                if (client.Resend(dice) is { } what)
                    Tell($"{client.Describe} sends {what}");
                break;
        }
    }

    /// <summary>The node goes down, the journal is changed, and the next start must refuse it, or find everything all the same.</summary>
    private void Spoil(Dice dice, bool isTampering)
    {
        Crash(_world.Setting.Durability == Durability.Fsync && dice.Percent(50) ? CrashKind.PowerCut : CrashKind.Kill, "before the journal is spoiled");
        var spoilt = !isTampering && dice.Percent(30) ? _world.Disk.Archives.TrySpoil(dice) : null;
        spoilt ??= JournalSpoiler.TrySpoil(_world.Disk, dice, isTampering);
        if (spoilt is null)
            return;
        Tell(spoilt.What);
        try
        {
            Begin();
            // Harmless is what hit nothing that counts: the witness has compared every command and event. A start from a snapshot does not read what is before it; a verification does.
            if (!spoilt.MustBeFound)
            {
                Counts.FlipsHarmless++;
                Crash(CrashKind.Kill, "after a change that hit nothing");
            }
            else if (_node!.SnapshotsUsed == 0 || !IsFoundByReading())
            {
                throw new Violation($"{spoilt.What}, and nobody noticed");
            }
            else
            {
                Tell("the start from a snapshot does not read it, a verification finds it");
                Counts.FlipsFound++;
                Crash(CrashKind.Kill, "to mend the disk");
                spoilt.Mend();
            }
        }
        catch (Exception found) when (found is JournalCorruptException or JournalGapException)
        {
            Tell($"the start refuses: {found.Message}");
            Counts.FlipsFound++;
            _node = null;
            spoilt.Mend();
        }
    }

    private bool IsFoundByReading()
    {
        try
        {
            var nobody = new Nobody();
            var reader = new JournalReader(_world.Disk.Mount());
            reader.Read(ref nobody, reader.FirstSequence, long.MaxValue);
            return false;
        }
        catch (JournalCorruptException)
        {
            return true;
        }
    }

    private struct Nobody : ICommandHandler
    {
        public readonly void Apply(in Command command)
        {
            // Only whether it can be read matters.
        }
    }

    private void Start()
    {
        try
        {
            Begin();
        }
        catch (NodeDownException)
        {
            Crash(_world.Disk.Down, "while it started");
        }
        catch (IOException problem) when (_world.Disk.Failures > 0 && problem is not JournalGapException)
        {
            Tell($"the start fails: {problem.Message}");
            Crash(CrashKind.Kill, "after a failed start");
        }
        catch (Exception problem) when (problem is JournalCorruptException or JournalGapException)
        {
            throw new Violation($"the start refuses a journal that nobody has changed: {problem.Message}");
        }
    }

    private void Begin()
    {
        Counts.Starts++;
        _node = new SimulatedNode(_world);
        _node.Start();
        Counts.SnapshotStarts += _node.SnapshotsUsed;
        Counts.SnapshotsBroken += _node.SnapshotsBroken;
        Tell($"the exchange starts with {_world.Witness.Shown} commands");
    }

    private void Crash(CrashKind kind, string why)
    {
        if (_node is null)
            return;
        Tell($"{kind}: {why}");
        _ = kind == CrashKind.PowerCut ? Counts.PowerCuts++ : Counts.Kills++;
        _world.Promised = Math.Max(_world.Promised, _node.Promised);
        _node = null;
        _sessions.Clear();
        foreach (var client in _clients)
            client.Forget();
        _world.Disk.Crash(kind, _world.Step);
    }

    private SimulatedNode Settle()
    {
        Tell("faults stop");
        _world.Disk.Heal();
        if (_node is { } failed && failed.Journal.State == JournalState.Failed)
            CheckFailed(failed);
        if (_node?.Journal.State == JournalState.Failed)
            Crash(CrashKind.Kill, "the exchange has failed and is restarted");
        if (_node is null)
            Start();
        var node = _node ?? throw new Violation("the exchange does not start although no fault is left");
        var round = 0;
        while (!IsSettled(node))
        {
            if (++round > RestRounds)
                throw new Violation(
                    $"it does not come to rest: ring {node.Intake.Depth}, pending {node.Pending.Count}, durable {node.Journal.DurableSequence} of {node.Journal.AppendedSequence}, phase {node.Readiness.Phase}, journal {node.Journal.State}, clients {string.Join(", ", _clients.Where(c => !c.IsContent).Select(c => c.Number))}");
            foreach (var client in _clients)
            {
                if (!client.IsConnected)
                {
                    client.Disconnect();
                    client.Connect(node, _sessions, _world.Step);
                }
                client.Deliver(int.MaxValue);
                client.Read();
                if (round % 16 == 0)
                    client.Resend(_world.Step);
            }
            if (round % 16 == 0)
                _bank.Resend(node, _world.Step);
            if (round % 16 == 1 && !IsDefined)
                Define();
            node.StepPreparation();
            node.StepTimer();
            node.StepSequencer();
            node.StepJournal();
            node.StepFanOut();
            Tend();
        }
        return node;
    }

    /// <summary>An exchange whose journal has failed says so, leaves nobody waiting, and can stop.</summary>
    private static void CheckFailed(SimulatedNode node)
    {
        for (var i = 0; i < 4; i++)
        {
            node.StepTimer();
            node.StepSequencer();
            node.StepFanOut();
        }
        if (node.Readiness.Phase != ExchangePhase.Failed)
            throw new Violation("the journal has failed and the exchange still says it is ready");
        if (node.Pending.Count != 0)
            throw new Violation($"the journal has failed and {node.Pending.Count} commands wait for ever");
    }

    private bool IsSettled(SimulatedNode node) =>
        node.IsDrained && node.Readiness.Phase == ExchangePhase.Ready && _bank.IsContent && _sessions.All(session => !session.IsEnded || session.IsGone) && _clients.All(client => client.IsContent && client.IsConnected);

    /// <summary>At rest everything agrees: state hashes, books, views, deadlines, sessions.</summary>
    private void Check(SimulatedNode node)
    {
        var witness = _world.Witness;
        // Time has come as far as the clock says; an AdvanceTime that finds nothing has no event.
        for (var i = 0; i < 8; i++)
        {
            node.StepTimer();
            node.StepSequencer();
            node.StepJournal();
            node.StepFanOut();
        }
        witness.ShowThrough(node.Journal.DurableSequence);
        if (witness.Uncrashed.StateHash() != node.Exchange.StateHash())
            throw new Violation("the exchange's state is not that of an uncrashed one");
        if (witness.Uncrashed.StateHash() != node.Follow())
            throw new Violation("the follower's state is not that of an uncrashed exchange");
        witness.CheckBooks();
        Verify();
        ViewCheck.Compare(node.Views, witness.Uncrashed);
        _bank.Compare(witness.Uncrashed.AuditAccounts());
        var now = Math.Max(_world.Clock.UtcNanoseconds, 0);
        if (witness.Uncrashed.NextDeadline is { IsNone: false } deadline && deadline.Nanoseconds <= now && now >= witness.Uncrashed.Time.Nanoseconds)
            throw new Violation($"an order that ended at {deadline} is live at {new Timestamp(now)}");
        if (_clients.Length < node.Views.OpenSessions.Count)
            throw new Violation($"{node.Views.OpenSessions.Count} sessions are open, {_clients.Length} clients are connected");
        Tell($"at rest: {witness.Shown} commands, {witness.Uncrashed.LiveOrders} live orders");
    }

    /// <summary>Every byte of the journal is as it was written, of its archives too, and goes on from one to the next.</summary>
    private void Verify()
    {
        try
        {
            Counts.Archived = _world.Disk.Archives.Made;
            var found = JournalVerification.Run(_world.Disk.Mount(), null, null, CancellationToken.None);
            if (found.End.Sequence < _world.Witness.Shown)
                throw new Violation($"{_world.Witness.Shown} commands were shown, and the journal reads to {found.End.Sequence}");
        }
        catch (Exception problem) when (problem is JournalCorruptException or JournalGapException or FileNotFoundException)
        {
            throw new Violation($"the journal cannot be read: {problem.Message}");
        }
    }

    private void Tell(string line) => _world.Trace?.Add($"{Counts.Steps,6}  {line}");
}
