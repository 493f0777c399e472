using Rialto.Gateways.Auth;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance.SocketApi;

/// <summary>Who a connection of the WebSocket API is: nobody, or a key that has logged on, after which its requests need no signature. Used by the connection's reader alone.</summary>
internal sealed class ApiLogon(BinanceServices binance, bool micro)
{
    /// <summary>A request that only one who has logged on may make.</summary>
    public static readonly BinanceError NotLoggedOn = BinanceError.Unauthorized with { Message = "The connection has not logged on (session.logon)." };

    private static readonly BinanceError NeedsPublicKey = new(-4056, "HMAC_SHA256 API key is not supported.", 401);

    private readonly Timestamp _connected = binance.Gateways.Now;
    private ApiKey? _key;
    private Timestamp _since;

    /// <summary>Who has logged on; null where nobody has, or the key was revoked since.</summary>
    public ApiKey? Key => _key is { } key && binance.Gateways.Keys.Find(key.Id) is not null ? key : null;

    /// <summary><c>session.logon</c>: only keys that sign with Ed25519 may, as at Binance.</summary>
    public BinanceAnswer Begin(BinanceParameters parameters)
    {
        if (Check(parameters, Permissions.Read, out var key) is { } refused)
            return refused;
        if (!key!.HasPublicKey)
            return NeedsPublicKey;
        (_key, _since) = (key, binance.Gateways.Now);
        return Status();
    }

    /// <summary><c>session.logout</c>.</summary>
    public BinanceAnswer End()
    {
        _key = null;
        return Status();
    }

    /// <summary><c>session.status</c>.</summary>
    public BinanceAnswer Status()
    {
        var (key, since, now) = (Key, _since, binance.Gateways.Now);
        return BinanceAnswer.Of(json =>
        {
            json.WriteStartObject();
            if (key is null)
            {
                json.WriteNull("apiKey"u8);
                json.WriteNull("authorizedSince"u8);
            }
            else
            {
                json.WriteString("apiKey"u8, key.Id);
                json.WriteUnixTime("authorizedSince"u8, since, micro);
            }

            json.WriteUnixTime("connectedSince"u8, _connected, micro);
            json.WriteBoolean("returnRateLimits"u8, true);
            json.WriteUnixTime("serverTime"u8, now, micro);
            json.WriteBoolean("userDataStream"u8, false);
            json.WriteEndObject();
        });
    }

    /// <summary>Checks a signed request, or where it names no key, the timestamp of one who has logged on.</summary>
    public BinanceError? CheckOrLoggedOn(BinanceParameters parameters, Permissions wanted, out ApiKey? key)
    {
        key = Key;
        if (key is null || parameters["apiKey"] is not null)
            return Check(parameters, wanted, out key);
        return key.May(wanted) ? binance.Authentication.CheckTime(parameters) : BinanceError.RejectedKey;
    }

    /// <summary>Checks a signed request: key, time, signature.</summary>
    public BinanceError? Check(BinanceParameters parameters, Permissions wanted, out ApiKey? key)
    {
        key = binance.Authentication.FindKey(parameters["apiKey"], wanted, out var error);
        if (key is null)
            return error;
        return binance.Authentication.CheckTime(parameters)
            ?? BinanceAuthentication.CheckSignature(key, BinanceAuthentication.SignedText(parameters), parameters["signature"]);
    }
}
