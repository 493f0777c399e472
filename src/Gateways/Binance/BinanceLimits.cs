using System.Net;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Binance;

/// <summary>What a request was charged.</summary>
/// <param name="UsedWeight">Weight the address has used in this minute, this request included; for the header X-MBX-USED-WEIGHT-1M.</param>
/// <param name="Refused">Why it is refused; null where it may go on.</param>
internal readonly record struct BinanceCharge(int UsedWeight, BinanceError? Refused);

/// <summary>New orders of an account in the present ten seconds and on the present UTC day; for the headers X-MBX-ORDER-COUNT-10S and -1D.</summary>
internal readonly record struct BinanceOrderCount(int TenSeconds, int Day);

/// <summary>
/// Weights of addresses and orders of accounts, in windows that begin with the clock's minute, five minutes, ten seconds and UTC day, as Binance counts them. An address that goes on after 429 is banned
/// with 418, unless it is this machine's own. IPv6 is counted by its first 64 bits, which is what one customer of a provider has. What is kept is bounded by who came in the last five minutes, and by
/// <see cref="MaxAddresses"/>: where it is full those go that have done nothing in this minute and are not banned; where there are none, all who are new share what one address may use, so that nobody who is counted gets
/// anything back by bringing others. Any thread.
/// </summary>
internal sealed class BinanceLimits(BinanceOptions options, TimeProvider clock)
{
    private const int MaxAddresses = 100_000;
    private const long ClearingMs = 1_000;
    private const int MaxAccounts = 1_000_000;
    private const long LongestBanMs = 259_200_000;
    private const long MinuteMs = 60_000;
    private const long FiveMinutesMs = 300_000;
    private const long TenSecondsMs = 10_000;
    private const long DayMs = 86_400_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Address> _addresses = [];
    private readonly Dictionary<OwnerId, Account> _accounts = [];
    private readonly Address _newcomers = new();
    private long _clearedMs;
    private long _sweptFiveMinutes;
    private long _sweptDay;

    public BinanceOptions Options => options;

    /// <summary>Takes a request's weight of its address, or says why not.</summary>
    public BinanceCharge Charge(IPAddress? address, int weight)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_gate)
        {
            Sweep(now);
            var used = AddressOf(BinanceAddress.Of(address), now);
            used.Turn(now);
            if (used.BannedUntilMs > now)
                return new BinanceCharge(used.Weight, Banned(used.BannedUntilMs, now));
            if (used.Weight + weight <= options.WeightPerMinute && used.Requests < options.RequestsPerFiveMinutes)
            {
                used.Weight += weight;
                used.Requests++;
                return new BinanceCharge(used.Weight, null);
            }

            // All programs of this machine are one address, and whoever sits at it can end them: one of them must not lock out the others.
            if (++used.Refusals >= options.RefusalsBeforeBan && used != _newcomers && !(address is not null && IPAddress.IsLoopback(address)))
            {
                used.Ban(now, options.FirstBanSeconds * 1_000L);
                return new BinanceCharge(used.Weight, Banned(used.BannedUntilMs, now));
            }

            var isWeight = used.Weight + weight > options.WeightPerMinute;
            var length = isWeight ? MinuteMs : FiveMinutesMs;
            return new BinanceCharge(used.Weight, new BinanceError(-1003, isWeight
                ? $"Too much request weight used; current limit is {options.WeightPerMinute} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API."
                : $"Too many requests; current limit is {options.RequestsPerFiveMinutes} requests per 5 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.", 429)
            {
                RetryAfterSeconds = SecondsUntil(now - now % length + length, now),
            });
        }
    }

    /// <summary>Counts a new order of an account, or says why there may be none.</summary>
    public BinanceError? CountOrder(OwnerId owner, out BinanceOrderCount count)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_gate)
        {
            var account = AccountOf(owner, now);
            count = new BinanceOrderCount(account.TenSeconds, account.Day);
            if (count.TenSeconds >= options.OrdersPerTenSeconds)
                return TooMany(options.OrdersPerTenSeconds, "10 SECOND", SecondsUntil(now - now % TenSecondsMs + TenSecondsMs, now));
            if (count.Day >= options.OrdersPerDay)
                return TooMany(options.OrdersPerDay, "1 DAY", SecondsUntil(now - now % DayMs + DayMs, now));
            account.TenSeconds++;
            account.Day++;
            count = new BinanceOrderCount(account.TenSeconds, account.Day);
            return null;
        }
    }

    /// <summary>Orders that an account has counted.</summary>
    public BinanceOrderCount OrdersOf(OwnerId owner)
    {
        lock (_gate)
        {
            var account = AccountOf(owner, clock.GetUtcNow().ToUnixTimeMilliseconds());
            return new BinanceOrderCount(account.TenSeconds, account.Day);
        }
    }

    private static BinanceError TooMany(int limit, string interval, long retryAfter) =>
        new(-1015, $"Too many new orders; current limit is {limit} orders per {interval}.", 429) { RetryAfterSeconds = retryAfter };

    private static BinanceError Banned(long until, long now) =>
        new(-1003, $"Way too much request weight used; IP banned until {until}. Please use WebSocket Streams for live updates to avoid bans.", 418) { RetryAfterSeconds = SecondsUntil(until, now) };

    private static long SecondsUntil(long then, long now) => (then - now + 999) / 1_000;

    private Address AddressOf(IPAddress address, long now)
    {
        if (_addresses.TryGetValue(address, out var used))
            return used;
        if (_addresses.Count >= MaxAddresses && now - _clearedMs >= ClearingMs)
        {
            // It looks at all of them, and is not done for each newcomer.
            _clearedMs = now;
            foreach (var (idle, its) in _addresses)
            {
                if (its.IsIdle(now))
                    _addresses.Remove(idle);
            }
        }

        if (_addresses.Count >= MaxAddresses)
            return _newcomers;
        _addresses.Add(address, used = new Address());
        return used;
    }

    private Account AccountOf(OwnerId owner, long now)
    {
        Sweep(now);
        if (!_accounts.TryGetValue(owner, out var account))
        {
            account = new Account();
            // Owner numbers come from the key file; there are never so many.
            if (_accounts.Count < MaxAccounts)
                _accounts.Add(owner, account);
        }

        account.Turn(now);
        return account;
    }

    private void Sweep(long now)
    {
        if (now / FiveMinutesMs != _sweptFiveMinutes)
        {
            _sweptFiveMinutes = now / FiveMinutesMs;
            foreach (var (address, used) in _addresses)
            {
                if (used.IsForgotten(now))
                    _addresses.Remove(address);
            }
        }

        if (now / DayMs == _sweptDay)
            return;
        _sweptDay = now / DayMs;
        _accounts.Clear();
    }

    private sealed class Address
    {
        private long _minute;
        private long _fiveMinutes;
        private long _banMs;

        public int Weight { get; set; }

        public int Requests { get; set; }

        public int Refusals { get; set; }

        public long BannedUntilMs { get; private set; }

        public void Turn(long now)
        {
            if (now / MinuteMs != _minute)
            {
                _minute = now / MinuteMs;
                Weight = Refusals = 0;
            }

            if (now / FiveMinutesMs == _fiveMinutes)
                return;
            _fiveMinutes = now / FiveMinutesMs;
            Requests = 0;
        }

        public void Ban(long now, long firstMs)
        {
            // One that ended a day ago is forgotten.
            _banMs = _banMs == 0 || now - BannedUntilMs > DayMs ? firstMs : Math.Min(_banMs * 2, LongestBanMs);
            BannedUntilMs = now + _banMs;
            Refusals = 0;
        }

        public bool IsIdle(long now) => now / MinuteMs != _minute && (BannedUntilMs == 0 || now - BannedUntilMs > DayMs);

        public bool IsForgotten(long now) => now / FiveMinutesMs != _fiveMinutes && (BannedUntilMs == 0 || now - BannedUntilMs > DayMs);
    }

    private sealed class Account
    {
        private long _tenSeconds;

        public int TenSeconds { get; set; }

        public int Day { get; set; }

        // The day's turn is the table's: it is emptied.
        public void Turn(long now)
        {
            if (now / TenSecondsMs == _tenSeconds)
                return;
            _tenSeconds = now / TenSecondsMs;
            TenSeconds = 0;
        }
    }
}
