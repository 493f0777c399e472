using System.Buffers;
using Rialto.Model.Execution;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Trading.Orders;

/// <summary>The desk's state as bytes: orders in the order of their lists, each with its fills; never where something stands in memory.</summary>
public sealed partial class DeskOrders<TSink>
{
    private const int Format = 9;

    /// <summary>Writes the whole state: the same state, the same bytes. Between inputs.</summary>
    public void Save(IBufferWriter<byte> target)
    {
        Enter();
        var writer = new FieldWriter(target);
        writer.Add(Format);
        writer.Add(_input.Sequence);
        writer.Add(_input.Now);
        writer.Add(LastId);
        writer.Add(RepeatedFills);
        writer.Add(NextDeadline);
        _lost.Save(writer);
        _told.Save(writer);
        Portfolio.Save(writer);
        Risk.Save(writer);
        _alarms.Save(writer);
        foreach (var venue in _venues)
            venue?.Save(writer);
        foreach (var isUsed in _isUsed)
            writer.Add(isUsed);
        foreach (var awaits in _awaitsFills)
            writer.Add(awaits);
        foreach (var settlement in _settlements)
        {
            writer.Add(settlement.State);
            writer.Add(settlement.Terms.Price);
            writer.Add(settlement.Terms.IsRefund);
        }

        for (var slot = _slots.FirstEnded; slot >= 0; slot = _slots.Next(slot))
            SaveOrder(writer, slot, isWorking: false);
        for (var slot = _slots.FirstWorking; slot >= 0; slot = _slots.Next(slot))
            SaveOrder(writer, slot, isWorking: true);
        writer.Add((byte)0);
        Portfolio.SaveFunding(writer);
        _isInside = false;
    }

    /// <summary>Takes over a state that <see cref="Save"/> wrote with the same terms. Nothing may have been done with this object before.</summary>
    /// <returns>False where the bytes are not such a state; this object must not be used then.</returns>
    public bool TryLoad(ReadOnlySequence<byte> source)
    {
        if (_input.Sequence != 0 || !LastId.IsNone)
            throw new InvalidOperationException("A state is loaded first of all.");
        var reader = new FieldReader(source);
        if (reader.Read<int>() != Format)
            return false;
        _input = new DeskInput(reader.Read<long>(), reader.Read<Timestamp>(), Timestamp.None);
        LastId = reader.Read<DeskOrderId>();
        RepeatedFills = reader.Read<long>();
        NextDeadline = reader.Read<Timestamp>();
        _lost.Load(reader);
        _told.Load(reader);
        if (!Portfolio.TryLoad(reader) || !Risk.TryLoad(reader))
            return false;
        _alarms.Load(reader);
        foreach (var venue in _venues)
            venue?.Load(reader);
        foreach (ref var isUsed in _isUsed.AsSpan())
            isUsed = reader.Read<bool>();
        foreach (ref var awaits in _awaitsFills.AsSpan())
            awaits = reader.Read<bool>();
        foreach (ref var settlement in _settlements.AsSpan())
        {
            settlement = new Settlement(reader.Read<SettlementState>(), new SettlementTerms(reader.Read<Price>(), reader.Read<bool>()));
            if (!Enum.IsDefined(settlement.State))
                return false;
        }

        EndAll();

        while (reader.Read<byte>() is var mark and not 0)
        {
            if (mark > 2 || !TryLoadOrder(reader, mark == 2))
                return false;
        }

        if (!Portfolio.TryLoadFunding(reader))
            return false;
        Risk.ValueAll();
        return reader.IsWhole;
    }

    private void SaveOrder(FieldWriter writer, int slot, bool isWorking)
    {
        writer.Add((byte)(isWorking ? 2 : 1));
        writer.Add(_slots[slot]);
        ref readonly var links = ref _slots.LinksOf(slot);
        var count = 0;
        for (var alias = links.FirstAlias; alias >= 0; count++)
            _slots.AliasOf(alias, out _, out alias);
        writer.Add(count);
        for (var alias = links.FirstAlias; alias >= 0;)
        {
            writer.Add(_slots.AliasOf(alias, out var former, out alias));
            writer.Add(former);
        }

        count = 0;
        for (var place = links.FirstFill; place >= 0; place = _fills.Next(place))
            count++;
        writer.Add(count);
        for (var place = links.FirstFill; place >= 0; place = _fills.Next(place))
            writer.Add(_fills[place]);
    }

    private bool TryLoadOrder(FieldReader reader, bool isWorking)
    {
        var order = reader.Read<DeskOrder>();
        var index = Portfolio.IndexOf(order.Listing);
        if (reader.IsShort || index < 0 || !Portfolio.IsStrategy(order.Strategy) || !_slots.HasRoom || _slots.TryFind(order.Id, out _))
            return false;
        var cell = Portfolio.CellOf(order.Strategy, index);
        var slot = _slots.Add(in order, index, cell);
        if (order.ReservedQuantity.Units > 0)
            Risk.Change(index, cell, order.Side, order.ReservedQuantity.Units);
        LiveCount += order.State.IsLive() ? 1 : 0;
        var aliases = reader.Read<int>();
        if (aliases < 0 || aliases > reader.LeftBytes)
            return false;
        var ids = new (DeskOrderId Id, VenueOrderId Former)[aliases];
        for (var i = 0; i < aliases; i++)
            ids[i] = (reader.Read<DeskOrderId>(), reader.Read<VenueOrderId>());
        for (var i = aliases - 1; i >= 0; i--)
        {
            if (!_slots.HasAlias || _slots.TryFind(ids[i].Id, out _))
                return false;
            _slots.AddAlias(slot, ids[i].Id, in ids[i].Former);
        }

        var count = reader.Read<int>();
        if (count < 0 || count > reader.LeftBytes)
            return false;
        var fills = new KnownFill[count];
        for (var i = 0; i < count; i++)
            fills[i] = reader.Read<KnownFill>();
        for (var i = count - 1; i >= 0; i--)
        {
            if (_fills.IsFull || fills[i].Order != order.Id)
                return false;
            _fills.Add(in fills[i], ref _slots.LinksOf(slot).FirstFill);
        }

        if (!isWorking)
            _slots.End(slot);
        return true;
    }
}
