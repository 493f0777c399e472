namespace Rialto.Wire.Fix;

/// <summary>The entries of a repeating group; enumerate them with foreach. Valid as long as the message. What the dictionary checked holds: as many as the count says, each beginning with the delimiter.</summary>
public readonly struct FixGroup
{
    private readonly FixMessage _message;
    private readonly int _from;
    private readonly int _to;
    private readonly int _delimiterTag;

    internal FixGroup(FixMessage message, int countIndex, int to, int delimiterTag)
    {
        _message = message;
        _to = to;
        _delimiterTag = delimiterTag;
        _from = Math.Min(countIndex + 1, to);
        Count = countIndex < to && FixValue.TryInt(message.ValueAt(countIndex), out var count) && count > 0 ? count : 0;
    }

    /// <summary>NumInGroup as it was sent; 0 where the group is not there.</summary>
    public int Count { get; }

    /// <summary>Enumerates the entries.</summary>
    public Enumerator GetEnumerator() => new(_message, _from, _to, _delimiterTag, Count);

    /// <summary>Goes from entry to entry.</summary>
    public struct Enumerator
    {
        private readonly FixMessage _message;
        private readonly int _to;
        private readonly int _delimiterTag;
        private int _next;
        private int _left;

        internal Enumerator(FixMessage message, int from, int to, int delimiterTag, int count)
        {
            _message = message;
            _next = from;
            _to = to;
            _delimiterTag = delimiterTag;
            _left = count;
        }

        /// <summary>The entry.</summary>
        public FixEntry Current { get; private set; }

        /// <summary>Goes to the next one.</summary>
        public bool MoveNext()
        {
            if (_left == 0 || _next >= _to || _message.Fields[_next].Tag != _delimiterTag)
                return false;
            _left--;
            var end = _left == 0 ? -1 : _message.IndexOf(_delimiterTag, _next + 1, _to);
            Current = new FixEntry(_message, _next, end < 0 ? _to : end);
            _next = end < 0 ? _to : end;
            return true;
        }
    }
}
