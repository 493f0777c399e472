using Rialto.Journal;
using Rialto.Journal.Desk;
using Rialto.Journal.Feeds;
using Rialto.Model.Feeds;
using Rialto.Unit.Journal.Feeds;
using Xunit;

namespace Rialto.Unit.Journal.Desk;

public class DeskJournalTests
{
    [Fact]
    public void Inputs_come_back_in_their_order_with_their_numbers_listings_and_checks()
    {
        var (lines, torn) = DeskInputsTape.Read(DeskInputsTape.Sample(60));
        Assert.Null(torn);
        Assert.Equal(Enumerable.Range(1, 6).Select(id => $"listing {id} token-{id} Open"), lines[..6]);
        var inputs = lines.Where(line => char.IsDigit(line[0])).ToArray();
        Assert.Equal(Enumerable.Range(1, 180), inputs.Select(line => int.Parse(line.Split(' ')[0], null)));
        Assert.Equal(["1 event 1 0 2000", "2 event 2 -7 2001", "3 report 2 venue-2 -2", "4 command " + Convert.ToHexStringLower([.. Enumerable.Range(3, 32).Select(i => (byte)i)])], inputs[..4]);
        Assert.Contains("check 8 21 35", lines);
        Assert.Equal("8 ", lines[lines.IndexOf("check 8 21 35") - 1][..2]);
    }

    [Fact]
    public void A_journal_goes_on_where_it_ended_and_tells_no_listing_twice()
    {
        var store = DeskInputsTape.Sample(11);
        var before = DeskInputsTape.Read(store).Lines;
        using (var journal = DeskInputsTape.Open(store, out var tape))
        {
            Assert.Equal(before, tape.Lines);
            Assert.Equal(journal.Recovered.LastSequence, journal.DurableSequence);
            tape.Listings.Add(new Listing(new ListingId(7), FeedVenue.Okx, "BTC-USDT", "BTC-USDT", ListingKind.Spot, 1, 8, default, default, "USDT", ListingStatus.Open));
            Assert.True(DeskInputsTape.TryAppend(journal, 1_000));
            tape.Listings.Replace(tape.Listings[new ListingId(2)] with { Status = ListingStatus.Halted });
            var told = RecordedFeeds.EventOf(3, 2) with { Kind = FeedEventKind.ListingChanged };
            Assert.True(journal.TryAppend(in told));
            Assert.True(journal.Commit());
        }

        var after = DeskInputsTape.Read(store).Lines;
        Assert.Equal(before, after[..before.Count]);
        var sequence = before.Count(line => char.IsDigit(line[0]));
        Assert.Equal(["listing 7 BTC-USDT Open", $"{sequence + 1} event 5 -7000 3000", "listing 2 token-2 Halted", $"{sequence + 2} event 2 -21 2003"], after[before.Count..]);
    }

    [Fact]
    public void Nothing_is_acknowledged_before_it_is_committed()
    {
        var store = new MemoryStore();
        using var journal = DeskInputsTape.Open(store, out _);
        Assert.True(DeskInputsTape.TryAppend(journal, 0));
        Assert.Equal((0L, 1L), (journal.DurableSequence, journal.LastSequence));
        Assert.Empty(DeskInputsTape.Read(store).Lines);
        Assert.True(journal.Commit());
        Assert.Equal((1L, 1L), (journal.DurableSequence, journal.LastSequence));
        Assert.Equal(7, DeskInputsTape.Read(store).Lines.Count);
    }

    [Fact]
    public void A_tail_torn_at_any_byte_loses_that_batch_and_no_other_and_the_journal_goes_on_behind_it()
    {
        var whole = DeskInputsTape.Sample(9);
        var last = whole.List()[^1];
        var end = whole[last].AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        var all = DeskInputsTape.Read(whole).Lines;
        var shorter = DeskInputsTape.Read(DeskInputsTape.Sample(8)).Lines;
        var start = end - 8 - 64;
        for (; start > 0 && !whole[last].AsSpan(start).StartsWith((ReadOnlySpan<byte>)[0xB5, (byte)'R', (byte)'B', (byte)'1']); start--)
        {
        }

        for (var cut = start; cut < end; cut++)
        {
            var torn = whole.Copy();
            torn[last].AsSpan(cut).Clear();
            var (lines, told) = DeskInputsTape.Read(torn);
            Assert.Equal(shorter, lines);
            Assert.Equal(cut == start, told is null);
            using (var journal = DeskInputsTape.Open(torn, out var tape))
            {
                Assert.Equal(cut == start, journal.Recovered.Torn is null);
                Assert.Equal(shorter, tape.Lines);
                Assert.True(DeskInputsTape.TryAppend(journal, 2_000) && journal.Commit());
            }

            Assert.Equal([.. shorter, $"{all.Count(line => char.IsDigit(line[0])) - 4} event 3 -14000 4000"], DeskInputsTape.Read(torn).Lines);
        }
    }

    [Fact]
    public void Every_changed_byte_is_found()
    {
        var whole = DeskInputsTape.Sample(5);
        var all = DeskInputsTape.Read(whole).Lines;
        foreach (var number in whole.List())
        {
            var isLast = number == whole.List()[^1];
            var end = whole[number].AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
            for (var at = 0; at < end; at++)
            {
                var broken = whole.Copy();
                broken[number][at] ^= 0x5A;
                var (lines, told) = (all, (string?)null);
                var isDamaged = Record.Exception(() => (lines, told) = DeskInputsTape.Read(broken)) is JournalCorruptException;
                Assert.True(isDamaged || (isLast && told is not null && lines.Count < all.Count), $"segment {number}, byte {at}");
            }
        }
    }

    [Fact]
    public void After_a_power_cut_at_any_write_no_acknowledged_input_is_missing()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var store = new MemoryStore();
            var journal = DeskInputsTape.Open(store, out _);
            store.FlushesUntilFailure = 1 + seed;
            void WriteOn()
            {
                for (var number = 0; number < 1_000; number++)
                {
                    Assert.True(DeskInputsTape.TryAppend(journal, number));
                    if (number % 3 == 2)
                        Assert.True(journal.Commit());
                }
            }

            Assert.Throws<IOException>(WriteOn);
            Assert.Throws<IOException>(() => journal.Commit());
            using var after = DeskInputsTape.Open(store.AfterPowerCut(new Random(seed)), out var tape);
            Assert.InRange(after.DurableSequence, journal.DurableSequence, journal.LastSequence);
            var inputs = tape.Lines.Where(line => char.IsDigit(line[0])).ToArray();
            Assert.Equal(Enumerable.Range(1, (int)after.DurableSequence), inputs.Select(line => int.Parse(line.Split(' ')[0], null)));
        }
    }

    [Fact]
    public void A_disk_without_space_loses_nothing_and_goes_on_when_there_is_some()
    {
        var store = new MemoryStore();
        using var journal = DeskInputsTape.Open(store, out _);
        store.HasSpace = false;
        var number = 0;
        while (DeskInputsTape.TryAppend(journal, number) && journal.Commit())
            number += 4;
        Assert.IsType<IOException>(journal.Shortage);
        Assert.False(journal.Commit());
        store.HasSpace = true;
        Assert.True(journal.Commit());
        Assert.Equal(journal.LastSequence, DeskInputsTape.Read(store).Lines.Count(line => char.IsDigit(line[0])));
    }

    [Fact]
    public void No_other_journal_is_read_as_a_desks()
    {
        Assert.Contains("it holds commands, no inputs of a desk", Assert.Throws<JournalCorruptException>(() => DeskInputsTape.Read(Journals.Sample(3))).Message, StringComparison.Ordinal);
        Assert.Contains("it holds events of feeds", Assert.Throws<JournalCorruptException>(() => DeskInputsTape.Read(RecordedFeeds.Sample(3))).Message, StringComparison.Ordinal);
        using var reader = new EventRecordingReader(DeskInputsTape.Sample(3));
        Assert.Contains("it holds inputs of a desk", Assert.Throws<JournalCorruptException>(() => reader.TryRead(out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_costs_no_allocation_once_its_listing_is_known()
    {
        using var journal = DeskInputsTape.Open(new MemoryStore(), out _, 1 << 22);
        var told = RecordedFeeds.EventOf(1, 6);
        Assert.True(journal.TryAppend(in told));
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 2_000; i++)
                journal.TryAppend(in told);
        }));
        Assert.Equal(1 + Allocations.Rounds * 2_000, journal.LastSequence);
    }

    /// <summary>The format we have promised: these inputs, byte for byte.</summary>
    [Fact]
    public void The_golden_journal_is_written_byte_for_byte()
    {
        var store = DeskInputsTape.Sample(11);
        foreach (var number in store.List())
        {
            var path = GoldenFiles.Path($"desk-v1/{number:D8}.journal");
            if (Environment.GetEnvironmentVariable("RIALTO_WRITE_GOLDEN") == "1")
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, store[number]);
            }

            Assert.Equal(File.ReadAllBytes(path), store[number]);
        }

        using var reader = new DeskJournalReader(GoldenFiles.Path("desk-v1"));
        var tape = new DeskInputsTape();
        while (reader.TryRead(ref tape))
        {
        }

        Assert.Equal(DeskInputsTape.Read(store).Lines, tape.Lines);
    }

    [Fact]
    public void A_journal_goes_on_from_any_place_that_it_named_and_from_no_other_journals()
    {
        var store = new MemoryStore();
        var places = new List<JournalPosition>();
        using (var journal = DeskInputsTape.Open(store, out _))
        {
            Assert.Equal(0, journal.Position.Segment);
            for (var number = 0; number < 120; number++)
            {
                Assert.True(DeskInputsTape.TryAppend(journal, number) && (number % 3 != 0 || journal.Commit()));
                if (number % 3 == 0)
                    places.Add(journal.Position);
            }

            Assert.True(journal.Commit());
            places.Add(journal.Position);
        }

        Assert.True(store.List().Count > 2);
        var all = DeskInputsTape.Read(store).Lines;
        foreach (var place in places)
        {
            using (var reader = new DeskJournalReader(store.Copy()))
            {
                reader.GoTo(place);
                var read = new DeskInputsTape();
                var known = RecordedFeeds.Listings();
                for (var id = 1; id <= known.Count; id++)
                    read.Listings.Add(known[new ListingId(id)]);
                while (reader.TryRead(ref read))
                {
                }

                Assert.Equal(all[(all.Count - read.Lines.Count)..], read.Lines);
                Assert.Equal(place.Sequence + 1, read.Lines.Where(line => char.IsDigit(line[0])).Select(line => long.Parse(line.Split(' ')[0], null)).DefaultIfEmpty(place.Sequence + 1).First());
            }

            // Opened from there it goes on behind its end, and tells no listing again.
            var copy = store.Copy();
            var tape = new DeskInputsTape();
            var given = RecordedFeeds.Listings();
            for (var id = 1; id <= given.Count; id++)
                tape.Listings.Add(given[new ListingId(id)]);
            using (var journal = DeskJournal.Open(JournalFolder.On(copy, Journals.Options(4_096)), tape.Listings, ref tape, place))
            {
                Assert.Equal((120L, 120L - place.Sequence), (journal.Recovered.LastSequence, journal.Recovered.Commands));
                Assert.Equal((120L, places[^1].Segment, places[^1].Offset, places[^1].BatchOffset), (journal.Position.Sequence, journal.Position.Segment, journal.Position.Offset, journal.Position.BatchOffset));
                Assert.True(DeskInputsTape.TryAppend(journal, 400) && journal.Commit());
            }

            Assert.Equal([.. all, "121 event 5 -2800 2400"], DeskInputsTape.Read(copy).Lines);
        }

        var last = places[^1];
        foreach (var wrong in (JournalPosition[])
        [
            new(last.Sequence + 1, last.Time, last.Segment, last.Offset, last.BatchOffset, last.Chain),
            new(last.Sequence, last.Time, last.Segment, last.Offset + 8, last.BatchOffset, last.Chain),
            new(last.Sequence, last.Time, last.Segment, last.Offset, 0, last.Chain),
            new(last.Sequence, last.Time, last.Segment, last.Offset, -5, last.Chain),
            new(last.Sequence, last.Time, last.Segment, long.MaxValue, last.BatchOffset, last.Chain),
            new(last.Sequence, last.Time, last.Segment, last.Offset, last.BatchOffset, new byte[32]),
        ])
        {
            using var reader = new DeskJournalReader(store);
            Assert.Throws<JournalCorruptException>(() => reader.GoTo(wrong));
        }

        using var lost = new DeskJournalReader(store);
        Assert.Throws<JournalGapException>(() => lost.GoTo(new JournalPosition(last.Sequence, last.Time, last.Segment + 9, last.Offset, last.BatchOffset, last.Chain)));
    }
}
