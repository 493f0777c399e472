using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using Rialto.Host.Desk.Live;
using Rialto.Host.Desk.Results;
using Rialto.Host.Desk.Status;
using Rialto.Journal.Desk;
using Rialto.Journal.Snapshots;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Trading;

namespace Rialto.Host.Desk;

/// <summary>A desk's inputs once more, from its journal, through a desk made anew: its state and its output are compared at every check. Single-threaded; counts may be read by any thread.</summary>
/// <param name="settings">The run's.</param>
/// <param name="history">Gets the results over time; null for none.</param>
/// <param name="told">Gets every audit; null where nobody wants them.</param>
internal sealed class DeskReplay(DeskSettings settings, PnlHistory? history = null, Action<DeskAudit>? told = null)
{
    private readonly ListingTable _listings = new(Math.Max(1, settings.Markets.Length));
    private Trader<Sink>? _trader;
    private long _inputs;
    private long _lastRight;
    private long _lastCheck;
    private SnapshotFolder? _folder;
    private Queue<long> _ahead = new();

    /// <summary>Inputs applied; any thread.</summary>
    public long Inputs => Volatile.Read(ref _inputs);

    /// <summary>Checks compared.</summary>
    public long Checks { get; private set; }

    /// <summary>Inputs behind the last check: applied, and compared with nothing.</summary>
    public long Unchecked => _inputs - _lastCheck;

    /// <summary>The first that differs, in words; null where none does.</summary>
    public string? Difference { get; private set; }

    /// <summary>What follows the last whole batch; null for nothing.</summary>
    public string? Torn { get; private set; }

    /// <summary>Hash of the state at the end.</summary>
    public ulong StateHash => _trader?.StateHash() ?? 0;

    /// <summary>Hash of the output at the end.</summary>
    public ulong OutputHash => _trader?.OutputHash ?? 0;

    /// <summary>Positions at the end that venues have told.</summary>
    public ImmutableArray<OpenPosition> Open => _trader is null ? [] : OpenPosition.Of(_trader.Portfolio, _listings);

    /// <summary>Snapshots whose state was compared with the repeated one, byte by byte.</summary>
    public int Snapshots { get; private set; }

    /// <summary>Reads a journal to its end.</summary>
    /// <exception cref="Rialto.Journal.JournalCorruptException">It is damaged.</exception>
    public void Run(string folder, CancellationToken stop, bool comparesSnapshots = false)
    {
        if (comparesSnapshots)
        {
            _folder = new SnapshotFolder(Path.Combine(folder, DeskSnapshots.FolderName));
            _ahead = new Queue<long>(_folder.List());
        }

        using var reader = new DeskJournalReader(folder);
        var inputs = new Told(this);
        while (reader.TryRead(ref inputs))
            stop.ThrowIfCancellationRequested();
        if (_trader is not null)
            history?.Show(_trader.Now, _trader.Portfolio);
        Torn = reader.FindTorn();
        if (_ahead.Count > 0)
            Difference ??= string.Create(CultureInfo.InvariantCulture, $"snapshot {_ahead.Peek()} is newer than the journal");
    }

    // Listings are told before the first input, which is when the desk is made.
    private Trader<Sink> Trader
    {
        get
        {
            Volatile.Write(ref _inputs, _inputs + 1);
            return _trader ??= new Trader<Sink>(DeskParts.Trader(settings), DeskParts.Terms(settings, _listings), DeskParts.Strategies(settings), new Sink(told));
        }
    }

    /// <summary>The trader, before an input of this time.</summary>
    private Trader<Sink> Next(Timestamp time)
    {
        var trader = Trader;
        if (history is not null && history.IsDue(time))
            history.Take(time, trader.Now, trader.Portfolio);
        return trader;
    }

    private void Tell(in DeskCommand command)
    {
        var trader = Next(command.Time);

        // What took a strategy's place is offered again, so that its number is the same.
        if (command.Kind == DeskCommandKind.Swap)
            _ = trader.Offer(settings.Plugins.MakeAgain(in command, trader.ViewOf(command.Strategy).Declaration.Name));
        trader.Apply(in command);
        Meet();
    }

    /// <summary>A snapshot of this input must be what the inputs come to.</summary>
    private void Meet()
    {
        if (!_ahead.TryPeek(out var next) || _trader!.Sequence != next)
            return;
        _ahead.Dequeue();
        var fault = FaultOf(next);
        if (fault is null)
            Snapshots++;
        else
            Difference ??= string.Create(CultureInfo.InvariantCulture, $"snapshot {next}: {fault}");
    }

    private string? FaultOf(long sequence)
    {
        if (_folder!.Read(sequence, out var fault) is not { } snapshot)
            return fault;
        var state = new ArrayBufferWriter<byte>();
        if (!_trader!.TrySave(state, out fault))
            return fault;
        return state.WrittenSpan.SequenceEqual(snapshot.Part(DeskSnapshots.TraderPart).ToArray()) && (snapshot.Header.StateHash, snapshot.Header.EventHash) == (StateHash, OutputHash)
            ? null : "it is another state than its inputs come to";
    }

    private void Compare(in DeskCheck check)
    {
        (Checks, _lastCheck) = (Checks + 1, check.Sequence);
        var (state, output) = (StateHash, OutputHash);
        if (Difference is not null)
            return;
        if ((state, output) == (check.State, check.Output))
            _lastRight = check.Sequence;
        else
        {
            Difference = string.Create(
                CultureInfo.InvariantCulture,
                $"between inputs {_lastRight + 1} and {check.Sequence}: {(output != check.Output ? "the output" : "the state")} differs (state {state:x16}, journal {check.State:x16}; output {output:x16}, journal {check.Output:x16})");
        }
    }

    private readonly struct Sink(Action<DeskAudit>? told) : ITraderSink
    {
        public void OnRequest(in OrderRequest request)
        {
        }

        public void OnAudit(in DeskAudit audit) => told?.Invoke(audit);
    }

    private readonly struct Told(DeskReplay replay) : IDeskInputs
    {
        public void OnListing(Listing listing)
        {
            if (listing.Id.Value <= replay._listings.Count)
                replay._listings.Replace(listing);
            else
                replay._listings.Add(listing);
        }

        public void OnEvent(long sequence, in FeedEvent told)
        {
            replay.Next(told.ReceiveTime).Apply(in told);
            replay.Meet();
        }

        public void OnReport(long sequence, in OrderReport report)
        {
            replay.Next(report.ReceiveTime).Apply(in report);
            replay.Meet();
        }

        public void OnCommand(long sequence, ReadOnlySpan<byte> command)
        {
            var told = default(DeskCommand);
            command[..Math.Min(command.Length, DeskCommand.SizeBytes)].CopyTo(Blittable.Bytes(ref told));
            replay.Tell(in told);
        }

        public void OnCheck(in DeskCheck check) => replay.Compare(in check);
    }
}
