using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Rialto.Journal;
using Rialto.Journal.Desk;
using Rialto.Journal.Following;
using Rialto.Journal.Snapshots;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Host.Desk.Live;

/// <summary>
/// Snapshots of a desk in the folder of its run. The desk's thread copies its state into memory, in a quiet moment; another thread compresses and writes it, flushes the journal up to it, and only then gives it its name. A
/// start loads the newest that is right; one that is not is passed over with a word.
/// </summary>
/// <param name="run">Folder of the run.</param>
/// <param name="settings">How often, and how many are kept.</param>
/// <param name="noted">Hears what went wrong; any thread.</param>
internal sealed class DeskSnapshots(string run, LiveSettings settings, Action<string> noted) : IDisposable
{
    /// <summary>Folder of a run where they are.</summary>
    public const string FolderName = "snapshots";

    /// <summary>The lines of <see cref="DeskIdentity"/>.</summary>
    public const string IdentityPart = "desk";

    /// <summary>Whether listings trade, their ticks and limits.</summary>
    public const string ListingsPart = "listings";

    /// <summary>What was counted of it, for people (<see cref="RunningDesk.SaveHistory"/>).</summary>
    public const string HistoryPart = "history";

    /// <summary>The trader.</summary>
    public const string TraderPart = "trader";

    // Checksums are looked at before any length is believed; this bounds what is read of a file that somebody put there.
    private const long BytesMax = 1L << 30;

    private readonly SnapshotFolder _folder = new(Path.Combine(run, FolderName));
    private readonly ArrayBufferWriter<byte> _trader = new(1 << 20);
    private readonly ArrayBufferWriter<byte> _listings = new();
    private readonly ArrayBufferWriter<byte> _history = new();
    private Task _writing = Task.CompletedTask;
    private long _takenAt = Stopwatch.GetTimestamp();
    private long _lastSequence;
    private string? _problem;

    /// <summary>How long the desk's thread was at it the last time.</summary>
    public TimeSpan LastCopy { get; private set; }

    /// <summary>Takes one where the time for it has come. The desk's thread, between two turns, everything committed.</summary>
    /// <returns>True where one is being written now.</returns>
    public bool Take(LiveDesk desk, DeskJournal journal)
    {
        if (settings.SnapshotSeconds == 0 || !_writing.IsCompleted || Stopwatch.GetElapsedTime(_takenAt).TotalSeconds < settings.SnapshotSeconds)
            return false;
        return TakeNow(desk, journal);
    }

    /// <summary>Takes one now; <see cref="Dispose"/> waits for it.</summary>
    public bool TakeNow(LiveDesk desk, DeskJournal journal)
    {
        _writing.Wait();
        if (desk.HasUnheard || desk.Trader.Sequence != journal.DurableSequence || journal.PendingBytes != 0 || desk.Trader.Sequence == _lastSequence)
            return false;
        var began = Stopwatch.GetTimestamp();
        _takenAt = began;
        _trader.ResetWrittenCount();
        if (!desk.Trader.TrySave(_trader, out var fault))
        {
            Tell($"there is no snapshot of the desk: {fault}");
            return false;
        }

        _listings.ResetWrittenCount();
        KeepListings(new FieldArchive(_listings), desk.Listings);
        _history.ResetWrittenCount();
        desk.SaveHistory(new FieldWriter(_history));
        var identity = Encoding.UTF8.GetBytes(string.Join('\n', desk.Identity));
        var cut = new FollowerCut(journal.Position, desk.Trader.OutputHash);
        var state = desk.Trader.StateHash();
        (LastCopy, _takenAt, _lastSequence) = (Stopwatch.GetElapsedTime(began), Stopwatch.GetTimestamp(), desk.Trader.Sequence);
        _writing = Task.Run(() => Write(cut, state, identity));
        return true;
    }

    /// <summary>Waits for the one that is being written.</summary>
    public void Dispose() => _writing.Wait();

    /// <summary>Loads the newest right one.</summary>
    /// <param name="run">Folder of the run, with its journal.</param>
    /// <param name="make">Makes the desk, before its first input; called again where a snapshot turns out to be none for it.</param>
    /// <param name="noted">Hears of those that were passed over.</param>
    /// <returns>The desk, and where its journal goes on; null for the beginning.</returns>
    public static (LiveDesk Desk, JournalPosition? From) Load(string run, Func<LiveDesk> make, Action<string> noted)
    {
        var folder = new SnapshotFolder(Path.Combine(run, FolderName));
        var desk = make();

        // A plugin that a snapshot brings is loaded, and no part of what the desk was made of.
        var identity = desk.Identity;
        foreach (var sequence in folder.List().Reverse())
        {
            var fault = TryFault(run, folder, sequence, desk, identity, out var from, out var isSpoiled);
            if (fault is null)
                return (desk, from);
            noted(string.Create(CultureInfo.InvariantCulture, $"snapshot {sequence:N0} is passed over: {fault}"));
            if (isSpoiled)
                desk = make();
        }

        return (desk, null);
    }

    /// <summary>A snapshot is a short cut: whatever it, or a plugin that it brings, throws, the journal has all of it.</summary>
    private static string? TryFault(string run, SnapshotFolder folder, long sequence, LiveDesk desk, IReadOnlyList<string> identity, out JournalPosition? from, out bool isSpoiled)
    {
        try
        {
            return Fault(run, folder, sequence, desk, identity, out from, out isSpoiled);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            (from, isSpoiled) = (null, true);
            return problem.Message;
        }
    }

    private static string? Fault(string run, SnapshotFolder folder, long sequence, LiveDesk desk, IReadOnlyList<string> identity, out JournalPosition? from, out bool isSpoiled)
    {
        (from, isSpoiled) = (null, false);
        if (folder.ReadHeader(sequence, out var fault) is not { } header)
            return fault;
        if (header.ContentBytes is < 0 or > BytesMax)
            return string.Create(CultureInfo.InvariantCulture, $"it says that it holds {header.ContentBytes:N0} bytes");
        if (FaultOfPlace(run, header.Position) is { } misplaced)
            return misplaced;
        if (folder.Read(sequence, out fault) is not { } snapshot)
            return fault;
        var lines = Encoding.UTF8.GetString(snapshot.Part(IdentityPart)).Split('\n');
        for (var i = 0; i < Math.Max(lines.Length, identity.Count); i++)
        {
            if (i >= lines.Length || i >= identity.Count || lines[i] != identity[i])
                return $"it is of another desk: '{(i < lines.Length ? lines[i] : "nothing")}', and this one is '{(i < identity.Count ? identity[i] : "nothing")}'";
        }

        isSpoiled = true;
        var listings = new FieldArchive(new FieldReader(snapshot.Part(ListingsPart)));
        KeepListings(listings, desk.Listings);
        if (!listings.IsWhole)
            return "its listings are not those of the desk";
        if (!desk.Trader.TryLoad(snapshot.Part(TraderPart), (swap, kind) => desk.Settings.Plugins.MakeAgain(in swap, kind), out fault))
            return fault;
        if ((desk.Trader.Sequence, desk.Trader.StateHash(), desk.Trader.OutputHash) != (sequence, header.StateHash, header.EventHash))
            return "the desk that it makes is another one than it says";
        if (!desk.TryLoadHistory(new FieldReader(snapshot.Part(HistoryPart))))
            return "what it says was counted is of no such desk";
        from = header.Position;
        return null;
    }

    /// <summary>The journal must hold all that the snapshot has seen: a machine that lost power may have kept less of it.</summary>
    private static string? FaultOfPlace(string run, JournalPosition position)
    {
        try
        {
            using var reader = new DeskJournalReader(run);
            reader.GoTo(position);
            return null;
        }
        catch (Exception problem) when (problem is JournalCorruptException or JournalGapException or IOException)
        {
            return problem.Message;
        }
    }

    private static void KeepListings(FieldArchive state, ListingTable listings)
    {
        state.Require(state.Keep(listings.Count) == listings.Count);
        for (var id = 1; id <= listings.Count && state.IsRight; id++)
        {
            var listing = listings[new ListingId(id)];
            var (status, limits) = ((ListingStatus)state.Keep((int)listing.Status, 0, (int)ListingStatus.Closed), listing.Limits);
            var kept = listing with
            {
                Status = status,
                Tick = new Price(state.Keep(listing.Tick.Units)),
                Limits = new ListingLimits(new Quantity(state.Keep(limits.MinQuantity.Units)), new Quantity(state.Keep(limits.MaxQuantity.Units)), new Quantity(state.Keep(limits.MaxMarketQuantity.Units)), state.Keep(limits.MinNotional)),
            };
            if (state.IsLoading && state.IsRight && kept != listing)
                listings.Replace(kept);
        }
    }

    // Of the pool: the desk does not wait for it, and touches nothing of it until it is done.
    private void Write(FollowerCut cut, ulong state, byte[] identity)
    {
        try
        {
            // A snapshot that is newer than what the journal kept would be of a desk that never was.
            DeskJournal.Flush(run, cut.Position.Segment);
            _folder.Save(in cut, state, [new Bytes(IdentityPart, identity), new Bytes(ListingsPart, _listings.WrittenMemory), new Bytes(HistoryPart, _history.WrittenMemory), new Bytes(TraderPart, _trader.WrittenMemory)]);
            var all = _folder.List();
            for (var i = 0; i < all.Count - settings.SnapshotsKept; i++)
                _folder.Delete(all[i]);
            if (_problem is not null)
                noted("snapshots are written again");
            _problem = null;
        }
#pragma warning disable CA1031 // A snapshot is a short cut: whatever keeps it from being written must not end the desk.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            Tell($"a snapshot of the desk cannot be written: {failed.Message}");
        }
    }

    // Once until it is another problem, or none.
    private void Tell(string problem)
    {
        if (_problem != problem)
            noted(problem);
        _problem = problem;
    }

    private sealed class Bytes(string name, ReadOnlyMemory<byte> content) : ISnapshotPart
    {
        public string PartName => name;

        public void Save(IBufferWriter<byte> target) => target.Write(content.Span);
    }
}
