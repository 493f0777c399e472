// A FIX 4.4 client made with QuickFIX (Debian: libquickfix-dev), told what to do line by line on standard input. It prints a line for everything that happens, so that a test can drive it:
//   quickfix-client SETTINGS SECRET
//   send D 11=a|55=AAPL|...   a message of that type; SOH is written |
//   market ID SYMBOL DEPTH    subscribes to bids, offers and trades
//   skip N                    uses up N sequence numbers without sending anything: the other side finds a gap
//   rewind N                  forgets the last N messages received: QuickFIX finds a gap at the next one and asks for them again
//   drop                      closes the connection without a word
//   logout                    says goodbye and stays away until "logon"
//   logon
//   quit
// Prints: logon, logout, in TYPE FIELDS (an application message), admin TYPE FIELDS, out TYPE FIELDS.
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <sstream>
#include <string>

#include <quickfix/Application.h>
#include <quickfix/FileStore.h>
#include <quickfix/Log.h>
#include <quickfix/Message.h>
#include <quickfix/Session.h>
#include <quickfix/SessionSettings.h>
#include <quickfix/SocketInitiator.h>

namespace {

std::mutex printing;

void print(const std::string& line)
{
    std::lock_guard<std::mutex> hold(printing);
    std::cout << line << std::endl;
}

std::string shown(const FIX::Message& message)
{
    auto text = message.toString();
    for (auto& c : text)
        if (c == '\001') c = '|';
    FIX::MsgType type;
    message.getHeader().getField(type);
    return type.getString() + " " + text;
}

class Client : public FIX::NullApplication {
public:
    explicit Client(std::string secret) : secret_(std::move(secret)) {}

    void onLogon(const FIX::SessionID&) override { print("logon"); }
    void onLogout(const FIX::SessionID&) override { print("logout"); }
    void toAdmin(FIX::Message& message, const FIX::SessionID&) override
    {
        FIX::MsgType type;
        message.getHeader().getField(type);
        if (type == "A") message.setField(554, secret_);
    }
    void fromAdmin(const FIX::Message& message, const FIX::SessionID&)
        throw(FIX::FieldNotFound, FIX::IncorrectDataFormat, FIX::IncorrectTagValue, FIX::RejectLogon) override
    {
        FIX::MsgType type;
        message.getHeader().getField(type);
        if (type != "0") print("admin " + shown(message));
    }
    void fromApp(const FIX::Message& message, const FIX::SessionID&)
        throw(FIX::FieldNotFound, FIX::IncorrectDataFormat, FIX::IncorrectTagValue, FIX::UnsupportedMessageType) override
    {
        print("in " + shown(message));
    }

private:
    std::string secret_;
};

void fill(FIX::Message& message, const std::string& fields)
{
    std::istringstream each(fields);
    for (std::string field; std::getline(each, field, '|');) {
        auto equals = field.find('=');
        if (equals != std::string::npos) message.setField(std::atoi(field.c_str()), field.substr(equals + 1));
    }
    if (!message.isSetField(60)) message.setField(FIX::TransactTime());
}

FIX::Message market(std::istringstream& line)
{
    std::string id, symbol, depth;
    line >> id >> symbol >> depth;
    FIX::Message message;
    message.getHeader().setField(FIX::MsgType("V"));
    message.setField(262, id);
    message.setField(263, "1");
    message.setField(264, depth);
    message.setField(265, "1");
    for (auto type : {"0", "1", "2"}) {
        FIX::Group entry(267, 269);
        entry.setField(269, type);
        message.addGroup(entry);
    }
    FIX::Group instrument(146, 55);
    instrument.setField(55, symbol);
    message.addGroup(instrument);
    return message;
}

void obey(FIX::Session& session, const std::string& command, std::istringstream& line)
{
    if (command == "send") {
        std::string type, fields;
        line >> type >> fields;
        FIX::Message message;
        message.getHeader().setField(FIX::MsgType(type));
        fill(message, fields);
        session.send(message);
    } else if (command == "market") {
        auto message = market(line);
        session.send(message);
    } else if (command == "skip") {
        int count = 0;
        line >> count;
        session.setNextSenderMsgSeqNum(session.getExpectedSenderNum() + count);
    } else if (command == "rewind") {
        int count = 0;
        line >> count;
        session.setNextTargetMsgSeqNum(std::max(1, session.getExpectedTargetNum() - count));
    } else if (command == "drop") {
        session.disconnect();
    } else if (command == "logout") {
        session.logout();
    } else if (command == "logon") {
        session.logon();
    } else {
        print("unknown " + command);
    }
}

}

int main(int count, char** arguments)
{
    if (count != 3) {
        std::cerr << "quickfix-client SETTINGS SECRET\n";
        return 2;
    }
    try {
        FIX::SessionSettings settings(arguments[1]);
        Client client(arguments[2]);
        FIX::FileStoreFactory store(settings);
        FIX::SocketInitiator initiator(client, store, settings);
        initiator.start();
        auto session = FIX::Session::lookupSession(*settings.getSessions().begin());
        for (std::string text; std::getline(std::cin, text) && text != "quit";) {
            std::istringstream line(text);
            std::string command;
            line >> command;
            obey(*session, command, line);
        }
        initiator.stop(true);
        print("ended");
    } catch (const std::exception& problem) {
        print(std::string("failed ") + problem.what());
        return 1;
    }
    return 0;
}
