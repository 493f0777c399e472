using Rialto.Runtime.Memory;

namespace Rialto.Trading.Portfolio;

/// <summary>The portfolio's state as bytes. Worths are not in it: they follow from positions, marks and rates.</summary>
public sealed partial class DeskPortfolio
{
    internal void Save(FieldWriter writer)
    {
        _rates.Save(writer);
        writer.Add(_day);
        foreach (ref readonly var row in _rows.AsSpan())
            writer.Add(row);
        writer.Add(_cellCount);
        foreach (ref readonly var cell in _cells.AsSpan(0, _cellCount))
            writer.Add(cell);
        writer.Add(AccountCount);
        foreach (ref readonly var account in _accounts.AsSpan(0, AccountCount))
            writer.Add(account);
        foreach (ref readonly var result in _results.AsSpan())
        {
            writer.Add(result.Base);
            writer.Add(result.Best);
            writer.Add(result.Carried);
            writer.Add(result.Peak);
            writer.Add(result.Fall);
            writer.Add(result.FallEquity);
        }
    }

    internal bool TryLoad(FieldReader reader)
    {
        _rates.Load(reader);
        _day = reader.Read<long>();
        foreach (ref var row in _rows.AsSpan())
            row = reader.Read<Row>();
        var cells = reader.Read<int>();
        if (cells < 0 || cells > reader.LeftBytes)
            return false;
        for (var i = 0; i < cells; i++)
        {
            var cell = reader.Read<Cell>();
            if ((uint)cell.Strategy > (uint)_strategiesMax || (uint)cell.Index >= (uint)_rows.Length || !_cellOf.TryAdd(KeyOf(new(cell.Strategy), cell.Index), i))
                return false;
            if (i == _cells.Length)
            {
                Array.Resize(ref _cells, i * 2);
                Array.Resize(ref _cellValues, i * 2);
            }

            _cells[i] = cell;
        }

        _cellCount = cells;
        var accounts = reader.Read<int>();
        if (accounts < AccountCount || accounts > reader.LeftBytes)
            return false;
        for (var i = 0; i < accounts; i++)
        {
            var account = reader.Read<Account>();
            if (AccountOf(account.Venue, account.Asset) != i)
                return false;
            _accounts[i] = account;
            ValueAccount(i);
        }

        foreach (var holding in _holdings)
        {
            holding.Rate(_rates);
            Value(holding.Index);
        }

        ClearTouched();
        foreach (ref var result in _results.AsSpan())
        {
            result.Base = reader.Read<Int128>();
            result.Best = reader.Read<Int128>();
            result.Carried = reader.Read<Int128>();
            result.Peak = reader.Read<Int128>();
            result.Fall = reader.Read<Int128>();
            result.FallEquity = reader.Read<Int128>();
        }

        return !reader.IsShort;
    }
}
