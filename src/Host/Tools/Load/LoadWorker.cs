using System.Diagnostics;
using System.Globalization;
using Rialto.Host.Tools.Lanes;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Counters;

namespace Rialto.Host.Tools.Load;

/// <summary>
/// One connection of the load generator. Commands are due at even moments whatever the exchange does; latency counts from those moments, so that a stall
/// is charged to every command that had to wait behind it.
/// </summary>
internal sealed class LoadWorker(IOrderLane lane, LoadProfile profile, IReadOnlyList<Instrument> instruments, int index, int slots, string runName) : ILaneListener, IDisposable
{
    private const int ReaderStackBytes = 256 * 1024;

    private readonly Random _random = new(unchecked(profile.Seed * 7919 + index));
    private readonly long[] _due = new long[slots];
    private Thread? _reader;
    private volatile bool _hasEnded;
    private readonly List<(Text36 Name, Instrument Instrument)> _live = [];
    private readonly Dictionary<RejectReason, long> _refusals = [];
    private readonly ManualResetEventSlim _progressed = new();
    private Exception? _failure;
    private long _answered;
    private long _sent;
    private int _names;

    /// <summary>Latencies in nanoseconds, from due to answered.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>Refusals by reason; after <see cref="End"/>.</summary>
    public IReadOnlyDictionary<RejectReason, long> Refusals => _refusals;

    /// <summary>Commands sent; any thread.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Commands answered; any thread.</summary>
    public long Answered => Volatile.Read(ref _answered);

    /// <summary>Commands sent late because as many were unanswered as the exchange allows.</summary>
    public long Stalls { get; private set; }

    /// <summary>Begins to read answers.</summary>
    public void Begin()
    {
        // Connections begin with different instruments.
        _names = index;
        // A thousand of them wait most of the time; they need little to do so.
        _reader = new Thread(Read, ReaderStackBytes) { Name = $"load answers {index}", IsBackground = true };
        _reader.Start();
    }

    /// <summary>Sends one command; one sending thread.</summary>
    /// <param name="due">When it should leave.</param>
    public void Send(long due)
    {
        var number = _sent;
        WaitForRoom(number, lane.MaxInFlight, countsAsStall: true);
        _due[number & (slots - 1)] = due;
        lane.Send(number, Next());
        Volatile.Write(ref _sent, number + 1);
    }

    /// <summary>Puts what was sent on the wire.</summary>
    public void Flush() => lane.Flush();

    /// <summary>Waits for the answers that are due.</summary>
    public void End()
    {
        lane.Flush();
        WaitForRoom(Sent, 1, countsAsStall: false);
        _hasEnded = true;
        lane.Finish();
        _reader!.Join();
    }

    /// <inheritdoc/>
    public void OnAnswer(in LaneAnswer answer)
    {
        Latency.Record(Stopwatch.GetElapsedTime(_due[answer.Tag & (slots - 1)]).Ticks * 100);
        if (answer.Reason != RejectReason.None)
            _refusals[answer.Reason] = _refusals.GetValueOrDefault(answer.Reason) + 1;
        Volatile.Write(ref _answered, _answered + 1);
        _progressed.Set();
    }

    /// <inheritdoc/>
    public void OnTrade(in LaneTrade trade)
    {
        // Answers are what is measured.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lane.Dispose();
        _progressed.Dispose();
    }

    private Command Next()
    {
        var mix = profile.Mix;
        var choice = _random.Next(mix.Total);
        if (choice < mix.Take)
            return Enter(isTake: true);
        choice -= mix.Take;
        if (choice < mix.New && _live.Count < profile.MaxLive)
            return Enter(isTake: false);
        if (_live.Count == 0)
            return Enter(isTake: false);
        return choice >= mix.New && choice < mix.New + mix.Replace ? Replace() : Cancel();
    }

    private Command Enter(bool isTake)
    {
        var instrument = instruments[_names % instruments.Count];
        var side = (Side)_random.Next(2);
        var distance = isTake ? -profile.Levels : _random.Next(1, profile.Levels + 1);
        var name = NextName();
        if (!isTake)
            _live.Add((name, instrument));
        return new Command
        {
            Kind = CommandKind.NewOrder,
            Side = side,
            Terms = OrderTerms.Of(OrderType.Limit, isTake ? TimeInForce.Ioc : TimeInForce.Gtc),
            Instrument = instrument.Id,
            Price = PriceAt(instrument, side, distance),
            Quantity = new Quantity(instrument.MinQuantity.Units * _random.Next(1, profile.MaxLots + 1)),
            Text = name,
        };
    }

    private Command Cancel()
    {
        var i = _random.Next(_live.Count);
        var (name, instrument) = _live[i];
        _live[i] = _live[^1];
        _live.RemoveAt(_live.Count - 1);
        return new Command { Kind = CommandKind.CancelOrder, Text = name, Instrument = instrument.Id };
    }

    // The total, not the price: whether the order buys or sells need not be remembered, and it never crosses.
    private Command Replace()
    {
        var (name, instrument) = _live[_random.Next(_live.Count)];
        return new Command
        {
            Kind = CommandKind.ReplaceOrder,
            Text = name,
            Instrument = instrument.Id,
            Quantity = new Quantity(instrument.MinQuantity.Units * _random.Next(1, profile.MaxLots + 1)),
        };
    }

    private Price PriceAt(Instrument instrument, Side side, int distanceTicks) =>
        new((profile.MidTicks + (side == Side.Buy ? -distanceTicks : distanceTicks)) * instrument.Tick.Units);

    private Text36 NextName()
    {
        Span<char> text = stackalloc char[Text36.LengthMax];
        text.TryWrite(CultureInfo.InvariantCulture, $"{runName}-{index}-{_names++}", out var length);
        return Text36.TryCreate(text[..length], out var name) ? name : throw new InvalidOperationException("A load name outgrew its 36 characters.");
    }

    private void WaitForRoom(long next, int limit, bool countsAsStall)
    {
        ThrowIfFailed();
        if (next - Answered < limit)
            return;
        if (countsAsStall)
            Stalls++;
        lane.Flush();
        while (next - Answered >= limit)
        {
            _progressed.Wait(100);
            _progressed.Reset();
            ThrowIfFailed();
        }
    }

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is { } failure)
            throw failure is ToolException ? failure : new ToolException(ExitCode.Failed, failure.Message, inner: failure);
    }

    private void Read()
    {
        try
        {
            lane.Read(this);
            if (!_hasEnded)
                Volatile.Write(ref _failure, new ToolException(ExitCode.Unreachable, "The exchange closed the connection."));
            _progressed.Set();
        }
#pragma warning disable CA1031 // Whatever ends the reading must reach the sending thread, which waits for answers.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            Volatile.Write(ref _failure, problem);
            _progressed.Set();
        }
    }
}
