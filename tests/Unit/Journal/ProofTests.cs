using System.Globalization;
using Rialto.Journal;
using Rialto.Journal.Following;
using Rialto.Journal.Proofs;
using Rialto.Model.Markets;
using Rialto.Runtime.Clocks;
using Rialto.Runtime.Memory;
using Rialto.Twins.Lockstep;
using Xunit;

namespace Rialto.Unit.Journal;

public class ProofTests
{
    [Fact]
    public void The_event_hash_is_what_the_reference_says()
    {
        var hash = default(EventHash);
        var values = new List<string>();
        for (var n = 0; n < 4; n++)
        {
            var e = default(ExchangeEvent);
            var bytes = Blittable.Bytes(ref e);
            for (var i = 0; i < bytes.Length; i++)
                bytes[i] = (byte)(i * 7 + n * 31);
            hash.Add(in e);
            values.Add(hash.Value.ToString("x16", CultureInfo.InvariantCulture));
        }

        // By another program, from the page alone.
        Assert.Equal(["f0458d8f1af81187", "43b7be1a39799c21", "2ec2f4ce0a183afc", "950e2ca99a1f0391"], values);
    }

    [Fact]
    public void A_clean_stop_leaves_every_command_proven_and_a_replay_agrees()
    {
        var store = new MemoryStore();
        var hash = default(EventHash);
        var told = new Replica();
        for (var run = 0; run < 3; run++)
        {
            using var live = new LiveRun(store, told, hash);
            for (var batch = 0; batch < 40; batch++)
            {
                live.Commit(1 + batch % 7);
                if (batch % 3 != 1)
                    live.FanOut();
            }

            live.FanOut();
            hash = live.Hash;
        }

        var (checker, mismatch, last) = Replay(store);
        Assert.Null(mismatch);
        Assert.Equal((last, last, 0), (checker.Proven, checker.LastProven, checker.TooLate));
    }

    [Fact]
    public void A_difference_is_named_by_the_first_sequence_that_has_it()
    {
        for (var wrong = 1L; wrong < 60; wrong += 7)
        {
            var store = new MemoryStore();
            using (var live = new LiveRun(store, new Replica(), default) { WrongAt = wrong })
            {
                for (var batch = 0; batch < 20; batch++)
                {
                    live.Commit(4);
                    live.FanOut();
                }
            }

            var (checker, mismatch, _) = Replay(store);
            Assert.Equal((wrong, wrong - 1), (mismatch?.Sequence, checker.LastProven));
            Assert.NotEqual(mismatch!.RecordedFold, mismatch.ComputedFold);
        }
    }

    [Fact]
    public void Commands_without_events_are_proven_by_a_hash_that_stands_still()
    {
        var store = new MemoryStore();
        using (var live = new LiveRun(store, new Replica(), default) { IsSilentAt = sequence => sequence % 5 is 0 or 1 or 2 })
        {
            for (var batch = 0; batch < 30; batch++)
                live.Commit(5);
            live.FanOut();
            live.Commit(1);
            live.FanOut();
        }

        var proven = new List<long>();
        using var cursor = new JournalReader(store).Open();
        while (cursor.TryReadBatch())
        {
            foreach (ref readonly var proof in cursor.Batch.Proofs)
            {
                for (var sequence = proof.FirstSequence; sequence <= proof.LastSequence; sequence++)
                    proven.Add(sequence);
            }
        }

        Assert.Equal(Enumerable.Range(3, 147).Select(i => (long)i), proven);
    }

    [Fact]
    public void Where_hashes_were_lost_a_new_run_begins()
    {
        var store = new MemoryStore();
        using (var live = new LiveRun(store, new Replica(), default))
        {
            live.Commit(10);
            live.FanOut();
            live.Commit(10);
            live.FanOut(isLost: true);
            live.Commit(10);
            live.FanOut();
        }

        var (checker, mismatch, _) = Replay(store);
        Assert.Null(mismatch);
        Assert.Equal((20, 30), (checker.Proven, checker.LastProven));
    }

    [Fact]
    public void Long_runs_are_cut_into_records_and_full_segments_into_batches()
    {
        var store = new MemoryStore();
        using (var live = new LiveRun(store, new Replica(), default, 1 << 16))
        {
            for (var batch = 0; batch < 10; batch++)
                live.Commit(200);
            live.FanOut();
            live.Commit(1);
            live.FanOut();
        }

        var (checker, mismatch, last) = Replay(store);
        Assert.Null(mismatch);
        Assert.Equal((2001, 2001), (last, checker.Proven));
    }

    [Fact]
    public void A_journal_of_version_1_goes_on_in_version_2_with_the_next_segment()
    {
        var store = new MemoryStore();
        foreach (var number in new[] { 1, 2 })
            store[number] = File.ReadAllBytes(GoldenFiles.Path($"journal-v1/{number:D8}.journal"));
        var replica = new Replica();
        var hash = default(EventHash);
        for (var sequence = 1; sequence <= 49; sequence++)
            hash.Add(replica.Apply(Journals.CommandOf(sequence)));
        using (var live = new LiveRun(store, replica, hash))
        {
            for (var batch = 0; batch < 40; batch++)
            {
                live.Commit(3);
                live.FanOut();
            }
        }

        Assert.Equal([1, 1, 2], store.List().Take(3).Select(number => (int)store[number][8]));
        var (checker, mismatch, last) = Replay(store);
        Assert.Null(mismatch);
        Assert.Equal((169, 169), (last, checker.LastProven));
        Assert.InRange(checker.Proven, 60, 120);
    }

    [Fact]
    public void A_follower_that_differs_says_where_once_and_goes_on()
    {
        var store = new MemoryStore();
        using var live = new LiveRun(store, new Replica(), default) { WrongAt = 33 };
        var told = new List<ProofMismatch>();
        using var follower = new JournalFollower<Replica>(new Replica(), new JournalReader(store).Open(), 0, () => live.Writer.DurableSequence, []);
        follower.OnMismatch += told.Add;
        for (var batch = 0; batch < 20; batch++)
        {
            live.Commit(4);
            live.FanOut();
            while (follower.DoWork() > 0)
            {
            }
        }

        Assert.Equal([33], told.Select(mismatch => mismatch.Sequence));
        Assert.Equal((33, 80L, 32L), (follower.Mismatch!.Sequence, follower.Sequence, follower.Proven));
    }

    [Fact]
    public void Proofs_that_say_what_cannot_be_are_damage()
    {
        var dice = new Dice(9);
        var folds = new byte[4 * 20];
        for (var i = 0; i < 2_000; i++)
        {
            var count = (int)dice.Between(1, 20);
            var record = new byte[ProofRecord.SizeBytes(count)];
            folds.AsSpan(0, count * 4).Fill(7);
            folds.AsSpan(0, count * 4).CopyTo(record.AsSpan(ProofRecord.FixedBytes));
            ProofRecord.Seal(record, dice.Between(1, 1000), count, 99);
            Assert.True(ProofRecord.TryDecode(record, out var proof, out var read, out var length));
            Assert.Equal((count, count * 4, record.Length), (proof.Count, read.Length, length));
            record[dice.Between(0, record.Length - 1)] ^= (byte)dice.Between(1, 255);
            Assert.False(ProofRecord.TryDecode(record, out _, out _, out length));
            Assert.InRange(length, 1, record.Length);
        }
    }

    private static (ProofChecker Checker, ProofMismatch? Mismatch, long Last) Replay(MemoryStore store)
    {
        using var cursor = new JournalReader(store).Open();
        var (replica, hash, checker) = (new Replica(), default(EventHash), new ProofChecker(0));
        ProofMismatch? mismatch = null;
        while (mismatch is null && cursor.TryReadBatch())
        {
            foreach (ref readonly var command in cursor.Batch.Commands)
            {
                hash.Add(replica.Apply(in command));
                checker.Add(command.Sequence, hash.Value);
            }

            mismatch = checker.Check(cursor.Batch);
        }

        return (checker, mismatch, cursor.NextSequence - 1);
    }

    /// <summary>A writer, and a fan-out that hashes what an exchange tells.</summary>
    private sealed class LiveRun : IDisposable
    {
        private readonly ProofQueue _proofs = new();
        private readonly Replica _exchange;
        private EventHash _hash;
        private long _seen;

        public LiveRun(MemoryStore store, Replica exchange, EventHash hash, int segmentBytes = 4096)
        {
            var folder = JournalFolder.On(store, Journals.Options(segmentBytes));
            var report = Journals.Replay(folder).Report;
            Writer = new JournalWriter(folder, report, new ManualClock(Journals.StartNs), _proofs);
            _exchange = exchange;
            _hash = hash;
            _seen = report.LastSequence;
        }

        public JournalWriter Writer { get; }

        public EventHash Hash => _hash;

        /// <summary>From here on it tells otherwise.</summary>
        public long WrongAt { get; init; } = long.MaxValue;

        /// <summary>What it has no events for.</summary>
        public Func<long, bool> IsSilentAt { get; init; } = _ => false;

        public void Commit(int commands) => Journals.Batch(Writer, commands);

        public void FanOut(bool isLost = false)
        {
            while (_seen < Writer.DurableSequence)
            {
                var command = Journals.CommandOf(++_seen);
                if (IsSilentAt(_seen))
                    continue;
                var before = _hash.Value;
                _hash.Add(_exchange.Apply(in command));
                if (_seen == WrongAt)
                    _hash = new EventHash(_hash.Value ^ 1);
                if (!isLost)
                    _proofs.Add(_seen, before, _hash.Value);
            }
        }

        public void Dispose() => Writer.Dispose();
    }
}
