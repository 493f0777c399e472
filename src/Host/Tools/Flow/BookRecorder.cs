using Rialto.Host.Tools.Client;
using Rialto.Host.Tools.Lanes;
using Rialto.Model.Instruments;
using Rialto.Wire.Files;
using Rialto.Wire.Native;

namespace Rialto.Host.Tools.Flow;

/// <summary>
/// Listens to the public book of one instrument over a native connection of its own, and keeps the best prices as of each command that the exchange
/// told separately. What it told merged, because we read too slowly, counts once, as of the last.
/// </summary>
internal sealed class BookRecorder : ILaneListener, INativeMarketListener, IDisposable
{
    private readonly NativeLane _lane;
    private readonly TouchBook _book = new();
    private readonly List<(long Sequence, FlowTouch Touch)> _moments = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _reader;
    private long _lastSequence;
    private long _newest;

    /// <summary>Subscribes; <see cref="Ready"/> tells when the first snapshot is here.</summary>
    public BookRecorder(Connection connection, InstrumentId instrument)
    {
        _lane = NativeLane.Open(connection, cancelOnDisconnect: false);
        _lane.Subscribe(instrument, NativeChannel.Levels);
        _reader = new Thread(Read) { Name = "book recorder", IsBackground = true };
        _reader.Start();
    }

    /// <summary>Done with the first snapshot; faulted if the stream broke before.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Sequence of the last command told.</summary>
    public long LastSequence => Volatile.Read(ref _lastSequence);

    /// <summary>Ends the stream and returns what was recorded, in order.</summary>
    public IReadOnlyList<(long Sequence, FlowTouch Touch)> Finish()
    {
        _lane.Finish();
        _reader.Join();
        return _moments;
    }

    /// <inheritdoc/>
    public void Dispose() => _lane.Dispose();

    /// <inheritdoc/>
    public void OnLevel(in NativeLevel level)
    {
        _book.Set(level.Moment.Side, level.Price.Units, level.Quantity.Units);
        // Merged levels come in any order, each with the command that changed it last; together they are the book as of the newest of them.
        _newest = Math.Max(_newest, level.Moment.Sequence);
        if ((level.Moment.Marks & (NativeMarks.LastOfCommand | NativeMarks.Snapshot)) != NativeMarks.LastOfCommand)
            return;
        _moments.Add((_newest, _book.Touch));
        Volatile.Write(ref _lastSequence, _newest);
    }

    /// <inheritdoc/>
    public void OnSnapshotEnd(in NativeStreamMark mark) => _ready.TrySetResult();

    /// <inheritdoc/>
    public void OnAnswer(in LaneAnswer answer)
    {
        if (answer.Reason != Model.Orders.RejectReason.None)
            _ready.TrySetException(new ToolException(ExitCode.Refused, $"The exchange refused the book's stream: {answer.Reason}."));
    }

    /// <inheritdoc/>
    public void OnTrade(in LaneTrade trade)
    {
        // Own trades are the sending lane's business.
    }

    private void Read()
    {
        try
        {
            _lane.Read(this);
            _ready.TrySetCanceled();
        }
        catch (ToolException problem)
        {
            _ready.TrySetException(problem);
        }
    }
}
