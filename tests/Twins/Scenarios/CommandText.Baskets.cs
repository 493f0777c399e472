using System.Globalization;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Scenarios;

/// <content>Baskets.</content>
public sealed partial class CommandText
{
    /// <summary>Of the last basket opened, and its next leg, unless <c>basket=</c> and <c>number=</c> say otherwise.</summary>
    private void ReadBasket(string verb)
    {
        var owner = Owner("alice");
        if (verb == "open-basket")
        {
            ReadOpenBasket(owner);
            return;
        }

        var basket = new BasketId(_options.Remove("basket", out var number) ? Vocabulary.Number(number) : _words.LastBasket.Value);
        if (verb == "schedule-basket")
        {
            ReadSchedule(owner, basket);
            return;
        }

        if (verb != "leg")
        {
            _command = verb switch
            {
                "submit-basket" => Command.SubmitBasket(owner, basket),
                "pause-basket" => Command.PauseBasket(owner, basket),
                "resume-basket" => Command.ResumeBasket(owner, basket),
                _ => Command.DropBasket(owner, basket),
            };
            return;
        }

        var leg = (int)Vocabulary.Number(Option("number", _words.NextLeg.ToString(CultureInfo.InvariantCulture)));
        var side = Side(_tokens.Dequeue());
        var quantity = _options.Remove("weight", out var weight) ? new Quantity(Vocabulary.Number(weight)) : Quantity(_tokens.Dequeue());
        var limit = default(Price);
        if (_tokens.TryPeek(out var at) && at == "@")
        {
            _tokens.Dequeue();
            limit = Price();
        }

        _command = Command.AddBasketLeg(owner, basket, leg, _instrument.Id, side, quantity, limit);
    }

    private void ReadOpenBasket(OwnerId owner)
    {
        var legs = Vocabulary.Number(_tokens.Dequeue());
        var (total, proRata, prevention) = (_options.Remove("total", out var money) ? Vocabulary.Scaled(money, _instrument.MoneyScale) : (long?)null, false, SelfTradePrevention.None);
        while (_tokens.TryDequeue(out var token))
            if (token == "pro-rata")
                proRata = true;
            else if (token == "stp")
                prevention = Enum.Parse<SelfTradePrevention>(_tokens.Dequeue().Replace("-", "", StringComparison.Ordinal), true);
            else
                throw new FormatException($"'{token}' is not understood in a basket");
        _command = new Command
        {
            Kind = CommandKind.OpenBasket,
            Owner = owner,
            LegCount = legs,
            Total = new Money(total ?? 0),
            Terms = new OrderTerms(BasketTerms.Of(total is not null, proRata, prevention).Bits),
            Text = _options.Remove("id", out var id) ? Text36.Of(id) : default,
            Group = new OwnerGroup((int)Vocabulary.Number(Option("group", "0"))),
            Session = Session(),
        };
    }

    /// <summary><c>schedule-basket twap over 10m every 1m from +5m catch-up=100 jitter=0</c></summary>
    private void ReadSchedule(OwnerId owner, BasketId basket)
    {
        var type = Enum.Parse<AlgoType>(_tokens.Dequeue(), true);
        var (lasts, interval, from) = ("10m", "1m", default(Timestamp));
        while (_tokens.TryDequeue(out var token))
            if (token == "over")
                lasts = _tokens.Dequeue();
            else if (token == "every")
                interval = _tokens.Dequeue();
            else if (token == "from")
                from = _words.Moment(_tokens.Dequeue());
            else
                throw new FormatException($"'{token}' is not understood in a schedule");
        var start = from > _words.Clock ? from : _words.Clock;
        var pace = AlgoPace.Of((int)(Span(interval) / 1_000_000), Number("participation", "0"), Number("catch-up", "100"), Number("jitter", "0"));
        _command = Command.ScheduleBasket(owner, basket, type, from, new Timestamp(start.Nanoseconds + Span(lasts)), pace);

        long Span(string text) => _words.Moment("+" + text).Nanoseconds - _words.Clock.Nanoseconds;
        int Number(string key, string otherwise) => (int)Vocabulary.Number(Option(key, otherwise));
    }
}
