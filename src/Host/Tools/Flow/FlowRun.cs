using System.Diagnostics;
using Rialto.Host.Tools.Lanes;
using Rialto.Model.Orders;
using Rialto.Wire.Files;

namespace Rialto.Host.Tools.Flow;

/// <summary>When each command is due.</summary>
/// <param name="Speed">Recorded time runs so many times as fast; zero: no recorded time.</param>
/// <param name="Rate">Evenly so many commands a second; zero: not evenly. Both zero: as fast as answers come.</param>
internal readonly record struct FlowPace(double Speed, double Rate)
{
    /// <summary>True where nothing is due at any time: latency counts from sending.</summary>
    public bool IsUnpaced => Speed == 0 && Rate == 0;
}

/// <summary>
/// Sends a flow's commands in order over one lane and takes the answers in. One thread sends (the caller's), one reads. Latency counts from when a command
/// was due, whether or not it could be sent then, so that a stall shows in every command behind it.
/// </summary>
internal sealed class FlowRun(IOrderLane lane, FlowCommands commands, int count, FlowPace pace) : ILaneListener, IDisposable
{
    private readonly long[] _due = new long[count];
    private readonly long[] _latencyNs = new long[count];
    private readonly long[] _sequences = new long[count];
    private readonly long[] _orderIds = new long[count];
    private readonly RejectReason[] _reasons = new RejectReason[count];
    private readonly long[] _filled = new long[count];
    private readonly List<LaneTrade> _trades = [];
    private readonly ManualResetEventSlim _progressed = new();
    private int _answered;
    private Exception? _failure;

    /// <summary>Commands to send.</summary>
    public int Count => count;

    /// <summary>Commands answered so far; any thread.</summary>
    public int Answered => Volatile.Read(ref _answered);

    /// <summary>How often sending had to wait because the connection may have no more commands unanswered.</summary>
    public int Stalls { get; private set; }

    /// <summary>From the first command's due time to the last answer.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Nanoseconds from due to answered, by command.</summary>
    public ReadOnlySpan<long> LatencyNs => _latencyNs;

    /// <summary>Sequences by command; zero where refused before the journal.</summary>
    public ReadOnlySpan<long> Sequences => _sequences;

    /// <summary>Refusals by command.</summary>
    public ReadOnlySpan<RejectReason> Reasons => _reasons;

    /// <summary>Filled quantities by command, as of its own answer.</summary>
    public ReadOnlySpan<long> Filled => _filled;

    /// <summary>Sends everything and waits for all answers.</summary>
    /// <exception cref="ToolException">The connection broke.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        var reader = new Thread(Read) { Name = "flow answers", IsBackground = true };
        reader.Start();
        var first = count == 0 ? 0 : commands.Commands[0].Time.Nanoseconds;
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var due = DueAt(start, i, first);
            if (!pace.IsUnpaced && due > Stopwatch.GetTimestamp())
            {
                lane.Flush();
                Pacer.WaitUntil(due);
            }

            WaitForRoom(i, cancellationToken);
            _due[i] = pace.IsUnpaced ? Stopwatch.GetTimestamp() : due;
            lane.Send(i, in commands.Commands[i]);
        }

        lane.Flush();
        while (Answered < count)
        {
            ThrowIfFailed();
            WaitForProgress(cancellationToken);
        }

        Elapsed = Stopwatch.GetElapsedTime(start);
        lane.Finish();
        reader.Join();
    }

    /// <summary>What the exchange made of it: its trades in order, by the maker's number in the file.</summary>
    public FlowOutcome Outcome()
    {
        var numbers = new Dictionary<long, long>();
        for (var i = 0; i < count; i++)
        {
            if (commands.Commands[i].Kind == CommandKind.NewOrder && _orderIds[i] != 0)
                numbers[_orderIds[i]] = commands.NumberAt(i);
        }

        var outcome = new FlowOutcome();
        foreach (var trade in _trades.OrderBy(trade => trade.TradeId))
            outcome.AddTrade(numbers.GetValueOrDefault(trade.MakerOrderId.Value), trade.Quantity.Units, trade.Price.Units);
        return outcome;
    }

    /// <inheritdoc/>
    public void OnAnswer(in LaneAnswer answer)
    {
        var i = (int)answer.Tag;
        _latencyNs[i] = (long)(Stopwatch.GetElapsedTime(_due[i]).Ticks * 100);
        _sequences[i] = answer.Sequence;
        _orderIds[i] = answer.OrderId.Value;
        _reasons[i] = answer.Reason;
        _filled[i] = answer.Filled.Units;
        Volatile.Write(ref _answered, _answered + 1);
        _progressed.Set();
    }

    /// <inheritdoc/>
    public void Dispose() => _progressed.Dispose();

    /// <inheritdoc/>
    public void OnTrade(in LaneTrade trade) => _trades.Add(trade);

    private long DueAt(long start, int index, long first)
    {
        if (pace.Rate > 0)
            return start + (long)(index / pace.Rate * Stopwatch.Frequency);
        return pace.Speed > 0
            ? start + (long)((commands.Commands[index].Time.Nanoseconds - first) / pace.Speed * Stopwatch.Frequency / 1e9)
            : start;
    }

    private void WaitForRoom(int next, CancellationToken cancellationToken)
    {
        if (next - Answered < lane.MaxInFlight)
            return;
        Stalls++;
        lane.Flush();
        // Half empty before going on: sending one command for each answer would be one packet for each command.
        while (next - Answered > lane.MaxInFlight / 2)
        {
            ThrowIfFailed();
            WaitForProgress(cancellationToken);
        }
    }

    private void WaitForProgress(CancellationToken cancellationToken)
    {
        _progressed.Wait(100, cancellationToken);
        _progressed.Reset();
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
            if (Answered < count)
                throw new ToolException(ExitCode.Unreachable, $"The exchange closed the connection after {Answered} of {count} answers.");
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
