using Rialto.Journal;
using Rialto.Journal.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Journal.Feeds;

public class EventRecordingTests
{
    [Fact]
    public void What_was_recorded_comes_back_equal_over_many_segments_with_listings_numbered_as_they_were_heard_of()
    {
        var store = RecordedFeeds.Sample(40);
        Assert.True(store.List().Count > 3);
        var (events, listings, torn) = RecordedFeeds.Read(store);
        Assert.Null(torn);

        // Heard of in the order 6, 5, 4 with its other side 3, 2 with its other side 1.
        int[] numbers = [0, 6, 5, 4, 3, 2, 1];
        Assert.Equal(["token-6", "token-5", "token-4", "token-3", "token-2", "token-1"], Enumerable.Range(1, 6).Select(number => listings[new ListingId(number)].VenueSymbol));
        for (var i = 0; i < events.Count; i++)
        {
            var wanted = RecordedFeeds.EventOf(i, numbers[RecordedFeeds.ListingOf(i)]);
            Assert.Equal(wanted, events[i]);
        }

        var live = RecordedFeeds.Listings();
        for (var id = 1; id <= 6; id++)
        {
            var wanted = live[new ListingId(id)] with { Id = new ListingId(numbers[id]), Complement = new ListingId(numbers[live[new ListingId(id)].Complement.Value]) };
            Assert.Equal(wanted, listings[new ListingId(numbers[id])]);
        }
    }

    [Fact]
    public void A_listing_that_changes_is_told_before_the_event_that_says_so_and_not_earlier()
    {
        var store = new MemoryStore();
        var live = RecordedFeeds.Listings();
        var encoder = new EventEncoder(live);
        using (var writer = new EventRecordingWriter(JournalFolder.On(store, Journals.Options(8_192))))
        {
            var page = new EventPage(8_192);
            var told = RecordedFeeds.EventOf(1, 5) with { Kind = FeedEventKind.Trade };
            Assert.True(encoder.TryAdd(told, page));
            live.Replace(live[new ListingId(5)] with { Status = ListingStatus.Halted, Tick = new Price(77) });
            Assert.True(encoder.TryAdd(told, page));
            Assert.True(encoder.TryAdd(told with { Kind = FeedEventKind.ListingChanged }, page));
            Assert.True(encoder.TryAdd(told, page));
            Assert.True(writer.TryWrite(page));
            Assert.Equal((4L, 1), (writer.Events, writer.Segments));
        }

        using var reader = new EventRecordingReader(store);
        Assert.True(reader.TryRead(out var before));
        Assert.Equal((2, ListingStatus.Open), (before.Length, reader.Listings[new ListingId(1)].Status));
        Assert.True(reader.TryRead(out var after));
        Assert.Equal((2, FeedEventKind.ListingChanged, ListingStatus.Halted, 77L), (after.Length, after[0].Kind, reader.Listings[new ListingId(1)].Status, reader.Listings[new ListingId(1)].Tick.Units));
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void A_recording_is_read_while_it_is_written()
    {
        var store = new MemoryStore();
        using var reader = new EventRecordingReader(store);
        Assert.False(reader.TryRead(out _));
        Assert.Null(reader.FindTorn());
        var encoder = new EventEncoder(RecordedFeeds.Listings());
        using var writer = new EventRecordingWriter(JournalFolder.On(store, Journals.Options()));
        var page = new EventPage(4_096);
        for (var number = 0; number < 300; number++)
        {
            page.Clear();
            Assert.True(encoder.TryAdd(RecordedFeeds.EventOf(number, 6), page));
            Assert.True(writer.TryWrite(page));
            Assert.True(reader.TryRead(out var events));
            Assert.Equal(RecordedFeeds.EventOf(number, 1), Assert.Single(events.ToArray()));
            Assert.False(reader.TryRead(out _));
        }

        Assert.True(store.List().Count > 5);
    }

    [Fact]
    public void A_tail_torn_at_any_byte_loses_that_page_and_no_other()
    {
        var whole = RecordedFeeds.Sample(9);
        var all = RecordedFeeds.Read(whole).Events;
        var last = whole.List()[^1];
        var end = whole[last].AsSpan().LastIndexOfAnyExcept((byte)0) + 1;

        // The last page has one event: header 64, record 72, trailer 8.
        var start = end - 144;
        for (var cut = start; cut < end; cut++)
        {
            var torn = whole.Copy();
            torn[last].AsSpan(cut).Clear();
            var (events, _, told) = RecordedFeeds.Read(torn);
            Assert.Equal(all[..^1], events);
            Assert.Equal(cut == start, told is null);
        }
    }

    [Fact]
    public void Every_changed_byte_is_found()
    {
        var whole = RecordedFeeds.Sample(12);
        var all = RecordedFeeds.Read(whole).Events;
        foreach (var number in whole.List())
        {
            var isLast = number == whole.List()[^1];
            var end = whole[number].AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
            for (var at = 0; at < end; at++)
            {
                var broken = whole.Copy();
                broken[number][at] ^= 0x5A;
                var (events, told) = (all, (string?)null);
                var isDamaged = Record.Exception(() => (events, _, told) = RecordedFeeds.Read(broken)) is JournalCorruptException;

                // Of the very last batch a change may look like a write that was interrupted; it is told, and not a word of it.
                Assert.True(isDamaged || (isLast && told is not null && events.Count < all.Count), $"segment {number}, byte {at}");
            }
        }
    }

    [Fact]
    public void After_a_power_cut_at_any_write_whole_pages_are_left()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var store = new MemoryStore();
            var encoder = new EventEncoder(RecordedFeeds.Listings());
            var folder = JournalFolder.On(store, Journals.Options());
            var writer = new EventRecordingWriter(folder);
            var page = new EventPage(4_096);
            store.FlushesUntilFailure = 1 + seed;
            void WriteOn()
            {
                for (var number = 0; number < 1_000; number++)
                {
                    page.Clear();
                    Assert.True(encoder.TryAdd(RecordedFeeds.EventOf(number, 6), page));
                    Assert.True(writer.TryWrite(page));
                }
            }

            Assert.Throws<IOException>(WriteOn);

            // A failure is final: nobody knows what the disk has of that page.
            Assert.Throws<IOException>(() => writer.TryWrite(page));
            var events = RecordedFeeds.Read(store.AfterPowerCut(new Random(seed))).Events;
            Assert.InRange(events.Count, writer.Events, writer.Events + 1);
            for (var number = 0; number < events.Count; number++)
                Assert.Equal(RecordedFeeds.EventOf(number, 1), events[number]);
        }
    }

    [Fact]
    public void A_disk_without_space_loses_nothing_and_goes_on_when_there_is_some()
    {
        var store = new MemoryStore();
        var encoder = new EventEncoder(RecordedFeeds.Listings());
        using var writer = new EventRecordingWriter(JournalFolder.On(store, Journals.Options()));
        var page = new EventPage(4_096);
        var number = 0;
        store.HasSpace = false;
        while (true)
        {
            page.Clear();
            Assert.True(encoder.TryAdd(RecordedFeeds.EventOf(number, 6), page));
            if (!writer.TryWrite(page))
                break;
            number++;
        }

        Assert.IsType<IOException>(writer.Shortage);
        Assert.False(writer.TryWrite(page));
        store.HasSpace = true;
        Assert.True(writer.TryWrite(page));
        Assert.Null(writer.Shortage);
        Assert.Equal(number + 1, RecordedFeeds.Read(store).Events.Count);
    }

    [Fact]
    public void A_page_takes_an_event_with_its_listing_or_nothing_and_texts_are_cut_at_a_character()
    {
        var table = new ListingTable(8);
        table.Add(new Listing(new ListingId(1), FeedVenue.Kalshi, new string('k', 128), new string('é', 200), ListingKind.Outcome, 18, 18, default, default, "USD", ListingStatus.Open));
        var encoder = new EventEncoder(table);
        var page = new EventPage(4_096);
        var none = RecordedFeeds.EventOf(1, 0);
        while (page.RoomBytes >= 2_100)
            Assert.True(encoder.TryAdd(none, page));
        var before = (page.Bytes, page.Count);
        Assert.False(encoder.TryAdd(RecordedFeeds.EventOf(1, 1), page));
        Assert.Equal((before, 0), ((page.Bytes, page.Count), encoder.Listings));
        page.Clear();
        Assert.True(encoder.TryAdd(RecordedFeeds.EventOf(1, 1), page));
        var store = new MemoryStore();
        using (var writer = new EventRecordingWriter(JournalFolder.On(store, Journals.Options())))
            Assert.True(writer.TryWrite(page));
        Assert.Equal(new string('é', 120), RecordedFeeds.Read(store).Listings[new ListingId(1)].Symbol);
    }

    [Fact]
    public void A_journal_of_commands_is_no_recording_and_a_recording_no_journal_of_commands()
    {
        using var reader = new EventRecordingReader(Journals.Sample(3));
        Assert.Contains("commands", Assert.Throws<JournalCorruptException>(() => reader.TryRead(out _)).Message, StringComparison.Ordinal);
        Assert.Contains("feeds", Assert.Throws<JournalCorruptException>(() => Journals.Replay(JournalFolder.On(RecordedFeeds.Sample(3), Journals.Options()))).Message, StringComparison.Ordinal);
        Assert.Contains("holds a journal already", Assert.Throws<IOException>(() => new EventRecordingWriter(JournalFolder.On(RecordedFeeds.Sample(3), Journals.Options()))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_costs_no_allocation_once_its_listing_is_known()
    {
        var encoder = new EventEncoder(RecordedFeeds.Listings());
        var page = new EventPage(1 << 20);
        var told = RecordedFeeds.EventOf(1, 6);
        Assert.True(encoder.TryAdd(told, page));
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 2_000; i++)
                encoder.TryAdd(in told, page);
        }));
        Assert.Equal(1 + Allocations.Rounds * 2_000, page.Count);
    }

    /// <summary>The format we have promised: these events, byte for byte.</summary>
    [Fact]
    public void The_golden_recording_is_written_byte_for_byte()
    {
        var store = RecordedFeeds.Sample(9);
        Assert.Equal(2, store.List().Count);
        foreach (var number in store.List())
        {
            var path = GoldenFiles.Path($"events-v1/{number:D8}.journal");
            if (Environment.GetEnvironmentVariable("RIALTO_WRITE_GOLDEN") == "1")
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, store[number]);
            }

            Assert.Equal(File.ReadAllBytes(path), store[number]);
        }

        using var reader = new EventRecordingReader(GoldenFiles.Path("events-v1"));
        while (reader.TryRead(out _))
        {
        }

        Assert.Equal(RecordedFeeds.Read(store).Events.Count, reader.Events);
    }
}
