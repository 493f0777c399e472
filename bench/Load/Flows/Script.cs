using System.Runtime.InteropServices;
using Rialto.Model.Accounts;
using Rialto.Model.Fees;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue;

namespace Rialto.Load.Flows;

/// <summary>
/// A flow as commands for one symbol that can be played again and again: it ends by cancelling what is left, and its order ids are those the exchange will
/// give in the first loop, so that later loops only add what the loops before took.
/// </summary>
internal sealed class Script
{
    /// <summary>From here up an order id names an order that never existed.</summary>
    public const long NeverExisted = 1L << 60;

    /// <summary>What the first pass, which learns the size of the flow, is sized for.</summary>
    private static readonly ExchangeLimits Roomy = new(MaxLiveOrders: 1 << 18, RememberedOrders: 16);

    /// <summary>Fees are charged, so that they are part of what is measured.</summary>
    public static InstrumentRules Rules { get; } = InstrumentRules.None with { MakerFeePpm = 10, TakerFeePpm = 30 };

    private readonly long[] _ids;

    private Script(string name, Command[] commands, long[] ids, long ordersPerLoop, int peakOrders, Tally tally)
    {
        _ids = ids;
        Name = name;
        Commands = commands;
        OrdersPerLoop = ordersPerLoop;
        PeakOrders = peakOrders;
        Tally = tally;
        MaxPrice = commands.Max(c => c.Price.Units);
    }

    /// <summary>The flow's name in reports.</summary>
    public string Name { get; }

    /// <summary>One loop.</summary>
    public Command[] Commands { get; }

    /// <summary>Order ids one loop uses up.</summary>
    public long OrdersPerLoop { get; }

    /// <summary>Most orders live at once.</summary>
    public int PeakOrders { get; }

    /// <summary>Highest price in it.</summary>
    public long MaxPrice { get; }

    /// <summary>What came out, makers by the source's own ids.</summary>
    public Tally Tally { get; }

    /// <summary>
    /// The same flow with a client order id of 36 characters on every new order, and every other command naming its order by it. Only for one symbol: loops and
    /// symbols use the same ids again.
    /// </summary>
    public Script ByClientId()
    {
        var commands = Commands.ToArray();
        for (var i = 0; i < commands.Length; i++)
        {
            ref var command = ref commands[i];
            command.Text = NameOf(command.Kind == CommandKind.NewOrder ? _ids[i] : command.OrderId.Value);
            command.OrderId = OrderId.None;
        }

        return new Script(Name + ", by client id", commands, _ids, OrdersPerLoop, PeakOrders, Tally);
    }

    /// <summary>What every engine is sized for: at least twice the most that is live, a power of two, and no less than 16,384 orders.</summary>
    public ExchangeLimits LimitsFor(int symbols) =>
        new((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(1 << 14, 2 * PeakOrders * symbols)), RememberedOrders: 16);

    /// <summary>The instrument number <paramref name="id"/> of a measurement: ticks and lots of 1.</summary>
    public static Instrument InstrumentOf(int id) => new(
        new InstrumentId(id), Text36.Of($"BENCH-{id}"), 2, 0, 2, new Price(1), new Quantity(1), new Quantity(1), new Quantity(Quantity.MaxUnits));

    private static readonly OwnerId Owner = new(1);
    private static readonly Asset Money = new(new AssetId(1), Text36.Of("USD"), 2);
    private static readonly Asset Share = new(new AssetId(2), Text36.Of("SHARE"), 0);

    /// <summary>The commands that make an exchange ready: define, rules, open, for each instrument.</summary>
    public static IEnumerable<Command> Opening(int instruments) => Opening(instruments, VenueParts.None);

    /// <summary>The same; with accounts, the instruments are settled, and the flow's owner has all it needs. Guards are so wide that none does anything.</summary>
    public static IEnumerable<Command> Opening(int instruments, VenueParts parts)
    {
        var accounts = parts.HasFlag(VenueParts.Accounts);
        if (accounts)
        {
            yield return Command.DefineAsset(Money);
            yield return Command.DefineAsset(Share);
            yield return Command.SetAccount(new Account(Owner, default, default, default, AccountRights.All));
            yield return Command.Deposit(Owner, Money.Id, new Money(Asset.MaxHeld / 2), Text36.Of("money"));
            yield return Command.Deposit(Owner, Share.Id, new Money(Asset.MaxHeld / 2), Text36.Of("shares"));
        }

        for (var id = 1; id <= instruments; id++)
        {
            var instrument = InstrumentOf(id);
            yield return Command.DefineInstrument(accounts ? instrument with { BaseAsset = Share.Id, QuoteAsset = Money.Id } : instrument);
            yield return Command.SetInstrumentRules(new InstrumentId(id), Rules);
            yield return Command.SetInstrumentState(new InstrumentId(id), InstrumentState.Open);
            if (parts.HasFlag(VenueParts.Guards))
                yield return Command.SetBreaker(new InstrumentId(id), new BreakerRules(WindowMs: 300_000, BreakerPpm: 500_000, BandPpm: 600_000, LimitStateMs: 15_000, PauseMs: 300_000, AuctionMs: 60_000, CancelOrders: false));
        }

        if (!parts.HasFlag(VenueParts.Fees))
            yield break;
        yield return Command.SetVolumeWeight(new VolumeWeight(Money.Id, 1, 1));
        yield return Command.SetFeeTier(new FeeTier(1, Text36.Of("large"), long.MaxValue / 2, 0, new FeeRates(0, 100, 0), IsSubsidised: false));
        for (var id = 1; id <= instruments && parts.HasFlag(VenueParts.Makers); id++)
            yield return Command.SetMaker(new MakerTerms(Owner, new InstrumentId(id), 2_000, new Quantity(100)));
    }

    /// <summary>Runs the steps through the exchange once to learn the ids it gives and what is left at the end.</summary>
    public static Script Build(string name, IEnumerable<FlowStep> steps)
    {
        var exchange = new Exchange<CommandSink>(Roomy, new CommandSink());
        var sequence = 0L;
        foreach (var opening in Opening(1))
            Apply(opening);

        var commands = new List<Command>();
        var ids = new List<long>();
        var idOf = new Dictionary<long, long>();
        var sourceIdOf = new Dictionary<long, long>();
        var tally = Tally.Empty;
        var (lastId, peak) = (0L, 0);
        foreach (var step in steps)
            Add(ToCommand(step, idOf), step.Id);

        // What is left is cancelled in ascending order of entry.
        var book = exchange.Audit(new InstrumentId(1));
        foreach (var id in book.Bids.Concat(book.Asks).Select(o => o.OrderId.Value).Order())
            Add(new Command { Kind = CommandKind.CancelOrder, Owner = Owner, OrderId = new OrderId(id) }, 0);
        return new Script(name, [.. commands], [.. ids], lastId, peak, tally);

        void Add(in Command command, long sourceId)
        {
            commands.Add(command);
            Apply(command);
            var idBefore = lastId;
            foreach (ref readonly var e in exchange.Sink.Events)
            {
                if (e.Kind == EventKind.OrderAccepted)
                {
                    idOf[sourceId] = lastId = e.OrderId.Value;
                    sourceIdOf[lastId] = sourceId;
                }
                tally.Count(e, e.Kind == EventKind.Trade ? sourceIdOf[e.MakerOrderId.Value] : 0);
            }
            ids.Add(lastId > idBefore ? lastId : NeverExisted + commands.Count);
            peak = Math.Max(peak, exchange.LiveOrders);
        }

        void Apply(Command command)
        {
            command.Sequence = ++sequence;
            command.Time = new Timestamp(sequence);
            exchange.Apply(command);
        }
    }

    /// <summary>Writes the commands as they lie in memory, for the C++ bound.</summary>
    public void WriteTo(string file)
    {
        using var stream = File.Create(file);
        stream.Write(MemoryMarshal.AsBytes(Commands.AsSpan()));
    }

    /// <summary>Looks like what programs send: as long as a UUID, and no two begin alike.</summary>
    private static Text36 NameOf(long id)
    {
        Span<byte> text = stackalloc byte[Text36.LengthMax];
        var bits = (ulong)id;
        for (var i = 0; i < text.Length; i++)
        {
            if (i % 12 == 0)
                bits = (bits ^ (bits >> 31) ^ (ulong)id) * 0x9E3779B97F4A7C15;
            text[i] = "0123456789abcdef"u8[(int)(bits >> (60 - 4 * (i % 12))) & 15];
        }

        return Text36.TryCreate(text, out var name) ? name : throw new InvalidOperationException("Hexadecimal digits are printable.");
    }

    private static Command ToCommand(FlowStep step, Dictionary<long, long> idOf)
    {
        var enters = step.Kind is FlowKind.New or FlowKind.Take;
        return new Command
        {
            Kind = step.Kind switch
            {
                FlowKind.Cancel => CommandKind.CancelOrder,
                FlowKind.Reduce => CommandKind.ReduceOrder,
                FlowKind.Replace => CommandKind.ReplaceOrder,
                _ => CommandKind.NewOrder,
            },
            Owner = Owner,
            Side = enters ? step.Side : Side.Buy,
            Instrument = new InstrumentId(1),
            Terms = enters ? OrderTerms.Of(OrderType.Limit, step.Kind == FlowKind.Take ? TimeInForce.Ioc : TimeInForce.Gtc) : default,
            OrderId = new OrderId(enters ? 0 : idOf.GetValueOrDefault(step.Id, NeverExisted + step.Id)),
            Price = new Price(step.Price),
            Quantity = new Quantity(step.Quantity),
        };
    }
}
