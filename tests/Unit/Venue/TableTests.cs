using System.Runtime.InteropServices;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Venue;
using Rialto.Venue.Accounts;
using Rialto.Venue.Orders;
using Rialto.Venue.Tables;
using Xunit;

namespace Rialto.Unit.Venue;

public sealed class TableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_index_finds_what_a_dictionary_finds_while_it_grows_and_shrinks(int seed)
    {
        var table = new IndexTable();
        var expected = new Dictionary<ulong, ulong>();
        var random = new Random(seed);
        for (var step = 0; step < 200_000; step++)
        {
            // Few keys differ in their upper bits, so that they stand crowded; first mostly additions, then mostly removals.
            var key = ((ulong)random.Next(64) << 58) | (uint)random.Next(20_000);
            var adds = random.Next(100) < (step < 100_000 ? 70 : 30);
            if (adds && expected.TryAdd(key, (ulong)step + 1))
                table.Add(key, (ulong)step + 1);
            else if (!adds && expected.Remove(key, out var value))
                table.Remove(key, value);
            Assert.Equal(expected.GetValueOrDefault(key), table.Find(key));
            Assert.Equal(expected.Count, table.Count);
        }

        foreach (var (key, value) in expected)
            Assert.Equal(value, table.Find(key));
    }

    [Fact]
    public void An_index_goes_from_value_to_value_of_one_key_also_while_it_grows()
    {
        var table = new IndexTable();
        for (ulong filler = 1; filler <= 508; filler++)
            table.Add(filler << 54, filler);
        for (ulong value = 1; value <= 6; value++)
            table.Add(7, value * 1_000);

        var found = new List<ulong>();
        for (var value = table.Find(7); value != 0; value = table.Next(7, value))
            found.Add(value);

        Assert.Equal(new ulong[] { 1_000, 2_000, 3_000, 4_000, 5_000, 6_000 }, found.Order());
    }

    [Fact]
    public void Orders_are_found_by_id_however_many_came_after_them()
    {
        var orders = new OrderTable(maxOrders: 300, new TableKey(1, 2), new AccountTable(TableKey.WellKnown));
        var live = new List<(long Id, int Slot)>();
        var random = new Random(3);
        for (var id = 1L; id <= 40_000; id++)
        {
            live.Add((id, orders.Add(new Command { Owner = new OwnerId(1 + (int)(id % 5)) }, id, 0)));
            while (live.Count > 200)
            {
                // The first hundred stay for long, so that most of those live are older than the array of ids reaches.
                var at = random.Next(50) == 0 ? random.Next(100) : 100 + random.Next(live.Count - 100);
                orders.Remove(live[at].Slot, ref orders[live[at].Slot]);
                Assert.Equal(0, orders.Find(live[at].Id));
                live.RemoveAt(at);
            }

            var known = live[random.Next(live.Count)];
            Assert.Equal(known.Slot, orders.Find(known.Id));
        }

        Assert.Equal(live.Count, orders.Count);
        foreach (var owner in Enumerable.Range(1, 5))
            Assert.Equal(
                live.Where(o => 1 + (int)(o.Id % 5) == owner).Select(o => o.Slot).Order(), orders.OfOwner(owner).ToArray().Order());
    }

    [Fact]
    public void Client_order_ids_of_one_text_and_many_owners_and_of_many_texts_spread()
    {
        AssertSpread(new TableKey(0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210));
        AssertSpread(TableKey.WellKnown);
    }

    private static void AssertSpread(TableKey key)
    {
        var mixed = new HashSet<ulong>();
        for (var i = 0; i < 1_000; i++)
        {
            mixed.Add(key.Mix(i + 1, Text36.Of("order-1")));
            mixed.Add(key.Mix(1, Text36.Of($"order-{i + 2}")));
            mixed.Add(key.Mix(1, Text36.Of($"0123456789abcdef0123456789abcd-{i}")));
            mixed.Add(key.Mix(1, Text36.Of($"r{i}")));
        }

        Assert.Equal(4_000, mixed.Count);
        Assert.True(mixed.Select(m => m >> 54).Distinct().Count() > 850);
    }

    [Fact]
    public void The_key_of_the_tables_changes_no_event_and_no_state()
    {
        var (one, other) = (new FastExchange(instruments: 3), new FastExchange(instruments: 3, new TableKey(0xD1B5_4A32_D192_ED03, 0x8CB9_2BA7_2F3D_8DD7)));
        var (flow, again) = (new MixedFlow(instruments: 3), new MixedFlow(instruments: 3));
        for (var i = 1; i <= 20_000; i++)
        {
            one.Apply(flow.Next());
            other.Apply(again.Next());
            if (i % 500 == 0)
                Assert.Equal(one.Engine.StateHash(), other.Engine.StateHash());
        }

        Assert.Equal(one.Engine.Sink.Count, other.Engine.Sink.Count);
        for (var i = Math.Max(0, one.Engine.Sink.Count - (1 << 16)); i < one.Engine.Sink.Count; i++)
            Assert.True(BytesOf(in one.Engine.Sink[i]).SequenceEqual(BytesOf(in other.Engine.Sink[i])));
    }

    private static ReadOnlySpan<byte> BytesOf(in ExchangeEvent e) => MemoryMarshal.AsBytes(new ReadOnlySpan<ExchangeEvent>(in e));
}
